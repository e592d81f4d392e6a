// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/transport.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "core/spectrum/phase.h"
#include "tests/core/spectrum/allocations.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {
namespace {

constexpr std::size_t length = 3 * 44100;

/** Twelve partials, the n-th with amplitude 1/n. */
std::vector<float> harmonic_tone(double hz) {
  std::vector<float> samples(length);
  for (int partial = 1; partial <= 12; ++partial)
    for (std::size_t i = 0; i < length; ++i)
      samples[i] += static_cast<float>(
          .15 / partial *
          std::sin(2 * std::numbers::pi * hz * partial * static_cast<double>(i) / 44100 + partial));
  return samples;
}

std::vector<float> log_magnitudes(std::span<const std::complex<float>> bins) {
  std::vector<float> logs;
  for (const auto bin : bins) logs.push_back(std::log(std::max(std::abs(bin), 1e-9f)));
  return logs;
}

double energy(const std::vector<float>& logs) {
  double sum = 0;
  for (const float value : logs) sum += std::exp(2 * static_cast<double>(value));
  return sum;
}

std::vector<float> between(const std::vector<float>& a, const std::vector<float>& b, float weight) {
  SpectralTransport transport(static_cast<int>(a.size()));
  std::vector<float> out(a.size());
  transport.between(a, b, weight, out);
  return out;
}

/** A frame from the middle of a sound. */
std::vector<float> frame_of(const std::vector<float>& sound) {
  return log_magnitudes(analyse(music_front_end(), sound).frame(200));
}

/** Morphs all frames of `a` and `b`, and reconstructs the phases afterwards. */
std::vector<float> morphed(const std::vector<float>& a, const std::vector<float>& b, float weight) {
  const auto front_end = music_front_end();
  const auto of_a = analyse(front_end, a), of_b = analyse(front_end, b);
  SpectralTransport transport(front_end.bins());
  PhaseReconstruction phase(front_end, 0, 1);
  auto made = of_a;
  std::vector<float> out(of_a.bins);
  for (std::size_t n = 0; n < of_a.frames; ++n) {
    transport.between(log_magnitudes(of_a.frame(n)), log_magnitudes(of_b.frame(n)), weight, out);
    phase.process(out, made.frame(n));
  }
  return synthesise(front_end, made, a.size());
}

/** Level of the loudest frequency within 6 Hz of `hz`, dB, and that frequency. */
std::pair<double, double> loudest_near(const std::vector<float>& sound, double hz) {
  std::pair<double, double> best{-300, 0};
  for (double at = hz - 6; at <= hz + 6; at += .5) {
    std::complex<double> sum = 0;
    const std::size_t begin = length / 4, count = length / 2;
    for (std::size_t i = 0; i < count; ++i) {
      const double window = .5 - .5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / count);
      sum += window * static_cast<double>(sound[begin + i]) *
             std::polar(1., -2 * std::numbers::pi * at * static_cast<double>(begin + i) / 44100);
    }
    best = std::max(best, {20 * std::log10(std::abs(sum) * 4 / count), at});
  }
  return best;
}

TEST(SpectralTransport, HalfWayBetweenTwoTonesIsOneToneBetweenThem) {
  const auto sound = morphed(harmonic_tone(220), harmonic_tone(330), .5f);
  const auto [level, hz] = loudest_near(sound, 275);
  EXPECT_NEAR(hz, 275, 3);
  EXPECT_GT(level, -25);
  EXPECT_NEAR(loudest_near(sound, 550).second, 550, 4) << "the second partial";
  for (const double source : {220., 330.}) EXPECT_LT(loudest_near(sound, source).first, -60) << source;
  for (const double partial : {440., 660.}) EXPECT_LT(loudest_near(sound, partial).first, -50) << partial;
}

TEST(SpectralTransport, OfEqualSoundsIsTheSound) {
  for (const auto& sound : {harmonic_tone(220), white_noise(length)}) {
    const auto frame = frame_of(sound);
    const float loudest = *std::ranges::max_element(frame);
    const auto made = between(frame, frame, .3f);
    for (std::size_t i = 0; i < frame.size(); ++i) {
      if (frame[i] > loudest - 9.f) {
        ASSERT_NEAR(made[i], frame[i], .01f) << i;
      }
    }
  }
}

TEST(SpectralTransport, AtItsEndsIsOneOfTheSoundsExactly) {
  const auto a = frame_of(harmonic_tone(220)), b = frame_of(white_noise(length));
  EXPECT_EQ(between(a, b, 0.f), a);
  EXPECT_EQ(between(a, b, 1.f), b);
}

TEST(SpectralTransport, EnergyIsTheWeightedMean) {
  const auto a = frame_of(harmonic_tone(220)), b = frame_of(white_noise(length, .01f));
  for (const float weight : {.1f, .5f, .9f}) {
    const double wanted =
        (1 - static_cast<double>(weight)) * energy(a) + static_cast<double>(weight) * energy(b);
    EXPECT_NEAR(energy(between(a, b, weight)) / wanted, 1, 1e-3) << weight;
  }
}

TEST(SpectralTransport, FadesToWhatIsSilent) {
  const auto a = frame_of(harmonic_tone(220));
  const std::vector<float> silent(a.size(), log_silence);
  const auto made = between(a, silent, .5f);
  const auto peak = std::ranges::max_element(a) - a.begin();
  EXPECT_NEAR(made[static_cast<std::size_t>(peak)], a[static_cast<std::size_t>(peak)] - .5f * std::log(2.f),
              .01f);
}

TEST(SpectralTransport, WhereOneSoundPausesTheOtherKeepsItsPlace) {
  const auto tone = frame_of(harmonic_tone(220));
  std::vector<float> room(tone.size(), -14.f);  // noise below -60 dB
  for (const bool pauses_second : {true, false}) {
    const auto half = pauses_second ? between(tone, room, .5f) : between(room, tone, .5f);
    for (std::size_t i = 0; i < tone.size(); ++i) {
      if (tone[i] < -4.f) continue;
      EXPECT_NEAR(half[i], tone[i] - .5f * std::numbers::ln2_v<float>, .01f) << i;
    }
  }
}

TEST(SpectralTransport, AnOnsetIsCrossFaded) {
  const auto a = frame_of(harmonic_tone(220)), loud = frame_of(harmonic_tone(330));
  auto soft = loud;
  for (float& value : soft) value -= 3.f;
  SpectralTransport transport(static_cast<int>(a.size()));
  std::vector<float> out(a.size());
  const auto bin = [](double hz) { return static_cast<std::size_t>(std::lround(hz * 2048 / 44100)); };
  const auto depth = [&] { return out[bin(220)] - *std::ranges::max_element(out); };
  for (int frame = 0; frame < 20; ++frame) transport.between(a, soft, .5f, out);
  EXPECT_LT(depth(), -3.f) << "one tone between them";
  transport.between(a, loud, .5f, out);
  EXPECT_GT(depth(), -1.f) << "both at once";
  for (int frame = 0; frame < 20; ++frame) transport.between(a, loud, .5f, out);
  EXPECT_LT(depth(), -3.f);
}

TEST(SpectralTransport, AllocatesNothing) {
  const auto a = frame_of(harmonic_tone(220)), b = frame_of(white_noise(length));
  SpectralTransport transport(static_cast<int>(a.size()));
  std::vector<float> out(a.size());
  const auto before = allocations();
  for (int frame = 0; frame < 10; ++frame) transport.between(a, b, .5f, out);
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace aeolian
