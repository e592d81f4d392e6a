// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/tail_mix.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <memory>
#include <numbers>
#include <vector>

#include "core/spectrum/overlap_add.h"
#include "tests/core/generator/listening.h"
#include "tests/core/generator/voices.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

/** Voices of one model with different seeds, each some time after its beginning. */
std::vector<std::unique_ptr<Voice>> some_voices(Quality quality) {
  std::vector<std::unique_ptr<Voice>> voices;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    voices.push_back(make_voice({.seed = seed, .quality = quality}));
    play(*voices.back(), 40);
  }
  return voices;
}

std::vector<StereoFrame> mixed(TailMix& mix, const std::vector<std::unique_ptr<Voice>>& voices,
                               const std::vector<StereoFrame>& gains) {
  std::vector<StereoFrame> frames(static_cast<std::size_t>(voices.front()->tail_size()));
  mix.clear();
  for (std::size_t i = 0; i < voices.size(); ++i) voices[i]->add_tail(mix, gains[i]);
  mix.render(frames);
  return frames;
}

TEST(TailMix, IsTheSumOfTheTailsAtTheirPlaces) {
  for (const auto quality : {Quality::normal, Quality::refined}) {
    const auto voices = some_voices(quality);
    TailMix mix(voices.front()->tail_size(), voices.front()->tail_front_end());
    for (const auto& gains : {std::vector{centred(.7f), centred(1.f), centred(.2f)},
                              std::vector{centred(.7f), StereoFrame{0.f, 1.2f}, StereoFrame{.9f, .3f}}}) {
      std::vector<StereoFrame> expected(static_cast<std::size_t>(voices.front()->tail_size()));
      for (std::size_t i = 0; i < voices.size(); ++i) {
        const auto tail = listening::tail_of(*voices[i]);
        for (std::size_t at = 0; at < tail.size(); ++at) expected[at] += tail[at] * gains[i];
      }
      const auto frames = mixed(mix, voices, gains);
      for (std::size_t at = 0; at < frames.size(); ++at) {
        ASSERT_NEAR(frames[at].left, expected[at].left, 1e-6) << at;
        ASSERT_NEAR(frames[at].right, expected[at].right, 1e-6) << at;
      }
      EXPECT_GT(listening::power(left_of(frames)), 1e-8);
    }
  }
}

TEST(TailMix, OfVoicesInTheMiddleIsTheSameOnBothSidesAlsoAfterOthers) {
  const auto voices = some_voices(Quality::normal);
  TailMix mix(voices.front()->tail_size(), voices.front()->tail_front_end());
  const std::vector<StereoFrame> middle(3, centred(.5f));
  const auto before = mixed(mix, voices, middle);
  EXPECT_EQ(left_of(before), right_of(before));
  mixed(mix, voices, {centred(.5f), {1.f, 0.f}, centred(.5f)});
  EXPECT_EQ(mixed(mix, voices, middle), before);
}

TEST(TailMix, HoldsASteadyToneAtItsLevel) {
  const FrontEnd front_end = *make_front_end(44100, 46., 192, 20000.);
  const auto hop = static_cast<std::size_t>(front_end.hop),
             window = static_cast<std::size_t>(front_end.window);
  Stft stft(front_end);
  OverlapAdd sound(front_end);
  PhaseReconstruction phases(front_end, 1, 1);
  std::vector<float> samples(window), finished(hop), log_bins(static_cast<std::size_t>(front_end.bins()));
  std::vector<std::complex<float>> bins(log_bins.size());
  for (std::size_t begin = 0; begin < 40 * hop; begin += hop) {
    for (std::size_t i = 0; i < window; ++i)
      samples[i] = static_cast<float>(
          std::sin(2. * std::numbers::pi * 1000. / 44100. * static_cast<double>(begin + i)));
    stft.forward(samples, bins);
    std::ranges::transform(bins, log_bins.begin(), [](auto bin) { return std::log(std::abs(bin) + 1e-6f); });
    if (!phases.process(log_bins, bins)) continue;
    stft.inverse(bins, samples);
    sound.push(samples);
    sound.pop(finished);
  }
  TailMix mix(static_cast<int>(16 * hop), &front_end);
  mix.clear();
  mix.add(sound.pending(), centred(1.f));
  mix.add_held(phases, 1.f, 0, centred(1.f));
  std::vector<StereoFrame> frames(16 * hop);
  mix.render(frames);
  const double before = listening::power(finished);
  const auto tail = left_of(frames);
  for (std::size_t begin = 0; begin < tail.size(); begin += hop)
    EXPECT_NEAR(listening::power(std::span(tail).subspan(begin, hop)) / before, 1., .4) << begin;
}

TEST(TailMix, CutsOffWhatIsLongerThanTheTail) {
  SineSource tone(8000, 64, 440., .5f);
  TailMix mix(100, nullptr);
  mix.add(std::vector<float>(200, 1.f), {.5f, 1.f});
  tone.add_tail(mix, {0.f, 0.f});
  std::vector<StereoFrame> frames(100);
  mix.render(frames);
  EXPECT_EQ(frames.front(), (StereoFrame{.5f, 1.f}));
  EXPECT_EQ(frames.back(), (StereoFrame{.5f, 1.f}));
}

TEST(TailMix, AllocatesNothing) {
  const auto voices = some_voices(Quality::normal);
  TailMix mix(voices.front()->tail_size(), voices.front()->tail_front_end());
  std::vector<StereoFrame> frames(static_cast<std::size_t>(voices.front()->tail_size()));
  const std::size_t before = allocations();
  mix.clear();
  voices.front()->add_tail(mix, centred(1.f));
  voices.back()->add_tail(mix, {0.f, 1.f});
  mix.render(frames);
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace aeolian
