// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/refinement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/spectrum/overlap_add.h"
#include "core/spectrum/phase.h"
#include "core/spectrum/stft.h"
#include "tests/core/spectrum/allocations.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {
namespace {

constexpr std::size_t delay = Refinement::look_ahead;

/** Reconstructs phases for a sound's magnitudes, with or without refinement, hop by hop. */
class Playing {
 public:
  explicit Playing(const FrontEnd& front_end)
      : front_end_(front_end),
        phase_(front_end, 1, 1),
        refinement_(front_end),
        log_bins_(static_cast<std::size_t>(front_end.bins())),
        bins_(log_bins_.size()),
        hop_(static_cast<std::size_t>(front_end.hop)) {}

  std::span<const float> next(std::span<const std::complex<float>> target, bool refined) {
    std::ranges::transform(target, log_bins_.begin(), [](auto bin) { return std::log(std::abs(bin)); });
    if (!phase_.process(log_bins_, bins_)) return {};
    refinement_.push(bins_);
    if (refined) {
      refinement_.refine(bins_);
      phase_.follow(bins_);
    }
    refinement_.pop(hop_);
    return hop_;
  }

  /** The whole sound, aligned with the target; `refines` selects the frames to refine. */
  template <class Refines>
  std::vector<float> play(const Spectrogram& target, std::size_t length, Refines refines) {
    const std::vector<std::complex<float>> silence(target.bins);
    std::vector<float> sound;
    for (std::size_t n = 0; n < target.frames + delay + 2; ++n) {
      const auto frame = n < target.frames ? target.frame(n) : std::span(silence);
      const auto hop = next(frame, refines(n));
      sound.insert(sound.end(), hop.begin(), hop.end());
    }
    const auto lead = static_cast<std::ptrdiff_t>(front_end_.window - front_end_.hop) +
                      static_cast<std::ptrdiff_t>(delay) * front_end_.hop;
    sound.erase(sound.begin(), sound.begin() + lead);
    sound.resize(length);
    return sound;
  }

 private:
  FrontEnd front_end_;
  PhaseReconstruction phase_;
  Refinement refinement_;
  std::vector<float> log_bins_;
  std::vector<std::complex<float>> bins_;
  std::vector<float> hop_;
};

std::vector<float> played(const FrontEnd& front_end, const Spectrogram& target, std::size_t length,
                          bool refined) {
  return Playing(front_end).play(target, length, [refined](std::size_t) { return refined; });
}

float largest_step(std::span<const float> samples) {
  float largest = 0.f;
  for (std::size_t i = 0; i + 1 < samples.size(); ++i) {
    largest = std::max(largest, std::abs(samples[i + 1] - samples[i]));
  }
  return largest;
}

double error(const FrontEnd& front_end, const std::vector<float>& sound, bool refined) {
  const auto target = analyse(front_end, sound);
  return convergence(target, analyse(front_end, played(front_end, target, sound.size(), refined)));
}

TEST(Refinement, MagnitudesComeBackMoreExactly) {
  for (const FrontEnd& front_end : {music_front_end(), speech_front_end()}) {
    for (const auto& sound : {plucked(44100, 11025), white_noise(44100)}) {
      EXPECT_LT(error(front_end, sound, true), error(front_end, sound, false) - 2.5) << front_end.window;
    }
  }
}

TEST(Refinement, TonesWhosePhasesAreFoundWellStaySo) {
  for (const auto& sound : {glide(44100, 0.01, 0.2), voice(44100)}) {
    const FrontEnd front_end = music_front_end();
    EXPECT_LT(error(front_end, sound, true), std::max(error(front_end, sound, false) + 1., -30.));
  }
}

TEST(Refinement, WhereNothingIsRefinedTheSamplesAreThoseOfOverlapAddLater) {
  const FrontEnd front_end = speech_front_end();
  const auto target = analyse(front_end, voice(16000));
  Refinement refinement(front_end);
  Stft stft(front_end);
  OverlapAdd overlap_add(front_end);
  const auto hop = static_cast<std::size_t>(front_end.hop);
  std::vector<float> window(static_cast<std::size_t>(front_end.window)), samples(hop), later, expected;
  for (std::size_t n = 0; n < target.frames; ++n) {
    refinement.push(target.frame(n));
    refinement.pop(samples);
    later.insert(later.end(), samples.begin(), samples.end());
    stft.inverse(target.frame(n), window);
    overlap_add.push(window);
    overlap_add.pop(samples);
    expected.insert(expected.end(), samples.begin(), samples.end());
  }
  later.erase(later.begin(), later.begin() + static_cast<std::ptrdiff_t>(delay * hop));
  expected.resize(later.size());
  EXPECT_EQ(later, expected);
}

TEST(Refinement, WhatIsPendingIsWhatComesIfNothingFollows) {
  const FrontEnd front_end = speech_front_end();
  const auto target = analyse(front_end, voice(16000));
  Refinement refinement(front_end);
  const auto hop = static_cast<std::size_t>(front_end.hop);
  std::vector<float> samples(hop);
  std::vector<std::complex<float>> bins(target.bins);
  for (std::size_t n = 0; n < 40; ++n) {
    refinement.push(target.frame(n));
    refinement.refine(bins);
    refinement.pop(samples);
  }
  const std::vector<float> pending(refinement.pending().begin(), refinement.pending().end());
  std::ranges::fill(bins, std::complex<float>());
  std::vector<float> followed;
  for (std::size_t n = 0; n < pending.size() / hop; ++n) {
    refinement.push(bins);
    refinement.pop(samples);
    followed.insert(followed.end(), samples.begin(), samples.end());
  }
  EXPECT_EQ(followed, pending);
}

TEST(Refinement, SwitchedOffAndOnItDoesNotClick) {
  const FrontEnd front_end = music_front_end();
  const auto sound = glide(44100, 0.01, 0.012);
  const auto target = analyse(front_end, sound);
  const auto switched =
      Playing(front_end).play(target, sound.size(), [](std::size_t n) { return n % 40 < 20; });
  const auto inner = std::span(switched).subspan(4096, sound.size() - 8192);
  EXPECT_LT(largest_step(inner), 1.1f * largest_step(sound));
  for (std::size_t i = 0; i + 441 < inner.size(); i += 441) {
    const float peak = std::ranges::max(inner.subspan(i, 441), {}, [](float x) { return std::abs(x); });
    ASSERT_GT(std::abs(peak), 0.45f) << "a dip " << i << " samples on";
  }
}

TEST(Refinement, SilenceStaysSilenceAndSoundAfterItIsFinite) {
  const FrontEnd front_end = speech_front_end();
  std::vector<float> sound(16000);
  const auto silence = played(front_end, analyse(front_end, sound), sound.size(), true);
  EXPECT_TRUE(std::ranges::all_of(silence, [](float sample) { return std::abs(sample) < 1e-6f; }));
  for (std::size_t i = 8000; i < 8400; ++i) sound[i] = i % 2 == 0 ? 1.f : -1.f;
  const auto result = played(front_end, analyse(front_end, sound), sound.size(), true);
  EXPECT_TRUE(std::ranges::all_of(result, [](float sample) { return std::isfinite(sample); }));
  EXPECT_GT(std::ranges::max(result), 0.5f);
}

TEST(Refinement, TheSameFramesGiveTheSameSamplesBitForBit) {
  const FrontEnd front_end = speech_front_end();
  const auto sound = plucked(16000, 4000);
  const auto target = analyse(front_end, sound);
  EXPECT_EQ(played(front_end, target, sound.size(), true), played(front_end, target, sound.size(), true));
}

TEST(Refinement, PlaysWithoutAllocating) {
  const FrontEnd front_end = speech_front_end();
  const auto target = analyse(front_end, voice(4000));
  Playing playing(front_end);
  const auto before = allocations();
  for (std::size_t n = 0; n < target.frames; ++n) playing.next(target.frame(n), n % 20 < 15);
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace aeolian
