// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/phase.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "core/spectrum/overlap_add.h"
#include "core/spectrum/stft.h"
#include "tests/core/spectrum/allocations.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {
namespace {

/** A spectrogram with the target's magnitudes and reconstructed phases, frame n in row n. */
Spectrogram with_found_phases(const FrontEnd& front_end, const Spectrogram& target, int look_ahead,
                              std::uint64_t seed = 1) {
  PhaseReconstruction phase(front_end, look_ahead, seed);
  Spectrogram found = target;
  std::vector<float> log_bins(target.bins);
  std::vector<std::complex<float>> out(target.bins);
  const auto delay = static_cast<std::size_t>(look_ahead);
  for (std::size_t n = 0; n < target.frames + delay; ++n) {
    std::ranges::fill(log_bins, log_silence);
    if (n < target.frames) {
      std::ranges::transform(target.frame(n), log_bins.begin(),
                             [](auto bin) { return std::log(std::abs(bin)); });
    }
    if (phase.process(log_bins, out)) std::ranges::copy(out, found.frame(n - delay).begin());
  }
  return found;
}

double found_again(const FrontEnd& front_end, const std::vector<float>& sound, int look_ahead) {
  const auto target = analyse(front_end, sound);
  const auto found = with_found_phases(front_end, target, look_ahead);
  return convergence(target, analyse(front_end, synthesise(front_end, found, sound.size())));
}

bool all_finite(std::span<const std::complex<float>> bins) {
  return std::ranges::all_of(bins,
                             [](auto bin) { return std::isfinite(bin.real()) && std::isfinite(bin.imag()); });
}

struct Case {
  const char* name;
  std::vector<float> sound;
  double without;  // dB, without look-ahead
  double with;     // dB, with one frame of look-ahead
  double brief;    // dB, with one frame of look-ahead and a short window
};

TEST(PhaseReconstruction, MagnitudesComeBackFromTheFoundPhases) {
  const std::size_t second = 44100;
  const Case cases[] = {
      {"sine", glide(second, 0.01, 0.01), -30., -30., -30.},
      {"glide", glide(second, 0.01, 0.2), -24., -30., -30.},
      {"voice", voice(second), -20., -20., -11.},
      {"clicks", clicks(second, 5000), -6., -20., -20.},
      {"plucked strings", plucked(second, 11025), -15., -15., -15.},
      {"noise", white_noise(second), -10., -10., -10.},
  };
  for (const Case& c : cases) {
    EXPECT_LT(found_again(music_front_end(), c.sound, 0), c.without) << c.name;
    EXPECT_LT(found_again(music_front_end(), c.sound, 1), c.with) << c.name;
    EXPECT_LT(found_again(speech_front_end(), c.sound, 1), c.brief) << c.name << ", short window";
  }
}

TEST(PhaseReconstruction, ASlowSwingNearZeroHertzIsNotLostInTheRealBin) {
  // Bin 0 must be real: a phase in between once cost its magnitude, and 20 dB on low-pitched music.
  const auto swing = glide(44100, 0.0002, 0.0002);
  EXPECT_LT(found_again(music_front_end(), swing, 1), -20.);
}

TEST(PhaseReconstruction, LookAheadGivesFramesOneCallLater) {
  const FrontEnd front_end = speech_front_end();
  PhaseReconstruction at_once(front_end, 0, 1);
  PhaseReconstruction later(front_end, 1, 1);
  const std::vector<float> quiet(257, -9.f);
  const std::vector<float> loud(257, -1.f);
  std::vector<std::complex<float>> out(257);
  EXPECT_TRUE(at_once.process(quiet, out));
  EXPECT_NEAR(std::abs(out[100]), std::exp(-9.f), 1e-6f);
  std::ranges::fill(out, std::complex<float>(5.f));
  EXPECT_FALSE(later.process(quiet, out));
  EXPECT_EQ(out[100], std::complex<float>(5.f));
  EXPECT_TRUE(later.process(loud, out));
  EXPECT_NEAR(std::abs(out[100]), std::exp(-9.f), 1e-6f);
}

TEST(PhaseReconstruction, FollowsFromItsSeedAndStartsAgainOnReset) {
  const FrontEnd front_end = speech_front_end();
  const auto target = analyse(front_end, plucked(16000, 4000));
  const auto once = with_found_phases(front_end, target, 1, 1);
  EXPECT_EQ(once.values, with_found_phases(front_end, target, 1, 1).values);
  EXPECT_NE(once.values, with_found_phases(front_end, target, 1, 2).values);

  PhaseReconstruction phase(front_end, 0, 1);
  std::vector<float> log_bins(257, -20.f);
  log_bins[50] = 0.f;
  std::vector<std::complex<float>> first(257);
  std::vector<std::complex<float>> again(257);
  phase.process(log_bins, first);
  phase.process(log_bins, again);
  EXPECT_NE(first, again);
  phase.reset();
  phase.process(log_bins, again);
  EXPECT_EQ(first, again);
}

TEST(PhaseReconstruction, NothingThatAModelMaySendMakesItSendNonsense) {
  const FrontEnd front_end = speech_front_end();
  const float inf = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const int look_ahead : {0, 1}) {
    PhaseReconstruction phase(front_end, look_ahead, 1);
    std::vector<std::complex<float>> out(257);
    for (const float value : {log_silence, log_floor, 0.f, -inf, inf, nan, 1e30f, -1e30f, log_floor}) {
      std::vector<float> impulse(257, log_floor);
      impulse[100] = value;
      for (const auto& frame : {std::vector<float>(257, value), impulse}) {
        phase.process(frame, out);
        EXPECT_TRUE(all_finite(out)) << value;
      }
    }
  }
}

TEST(PhaseReconstruction, NothingIsAllocatedFromFrameToFrame) {
  const FrontEnd front_end = music_front_end();
  PhaseReconstruction phase(front_end, 1, 1);
  HeldSpectrum held(front_end);
  std::vector<float> log_bins(1025, -5.f);
  std::vector<std::complex<float>> out(1025);
  const std::size_t before = allocations();
  for (int n = 0; n < 10; ++n) {
    log_bins[static_cast<std::size_t>(n) * 100] = 0.f;
    phase.process(log_bins, out);
    phase.hold(held, 0.9f);
    held.next();
  }
  phase.reset();
  EXPECT_EQ(allocations(), before);
}

TEST(HeldSpectrum, ASineRingsOnWithoutABreakAndDecays) {
  const FrontEnd front_end = music_front_end();
  const auto hop = static_cast<std::size_t>(front_end.hop);
  const double frequency = 40.3 / 2048.;
  const auto target = analyse(front_end, glide(60 * hop, frequency, frequency));
  PhaseReconstruction phase(front_end, 0, 1);
  HeldSpectrum held(front_end);
  OverlapAdd overlap_add(front_end);
  Stft stft(front_end);
  std::vector<float> log_bins(target.bins);
  std::vector<std::complex<float>> out(target.bins);
  std::vector<float> window(static_cast<std::size_t>(front_end.window));
  std::vector<float> sound(60 * hop);
  for (std::size_t n = 0; n < 60; ++n) {
    if (n < 40) {
      std::ranges::transform(target.frame(n), log_bins.begin(),
                             [](auto bin) { return std::log(std::abs(bin)); });
      phase.process(log_bins, out);
      if (n == 39) phase.hold(held, 0.8f);
    } else {
      std::ranges::copy(held.next(), out.begin());
    }
    stft.inverse(out, window);
    overlap_add.push(window);
    overlap_add.pop(std::span(sound).subspan(n * hop, hop));
  }
  // A sine satisfies x[n + 1] = 2 cos(w) x[n] - x[n - 1]; a click does not.
  const auto by_rule = static_cast<float>(2. * std::cos(2. * std::numbers::pi * frequency));
  const std::size_t start = 20 * hop;
  float break_before = 0.f;
  float break_after = 0.f;
  for (std::size_t i = start; i + 1 < sound.size(); ++i) {
    const float surprise = std::abs(sound[i + 1] - by_rule * sound[i] + sound[i - 1]);
    (i < 38 * hop ? break_before : break_after) =
        std::max(i < 38 * hop ? break_before : break_after, surprise);
  }
  EXPECT_LT(break_after, 2.f * break_before + 1e-3f);
  const auto peak = [&](std::size_t from) {
    return std::ranges::max(std::span(sound).subspan(from * hop, 4 * hop));
  };
  EXPECT_NEAR(peak(34), 0.5f, 0.05f);
  EXPECT_LT(peak(54), 0.1f);
  EXPECT_GT(peak(50), 0.005f);
}

}  // namespace
}  // namespace aeolian
