// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/tail_mix.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

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
