// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/sound_features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <span>
#include <vector>

#include "core/random.h"
#include "core/spectrum/bands.h"
#include "core/spectrum/stft.h"

namespace aeolian {
namespace {

constexpr int frames_a_step = 4;

/** The features of every step of a sound at 44.1 kHz. */
std::vector<SoundDescription> described(std::span<const float> sound) {
  const FrontEnd front_end = *make_front_end(44100, 46, 192, 20000);
  SoundFeatures features(front_end, frames_a_step);
  Stft stft(front_end);
  Bands bands(front_end);
  std::vector<std::complex<float>> bins(static_cast<std::size_t>(front_end.bins()));
  std::vector<float> frame(static_cast<std::size_t>(front_end.bands));
  std::vector<SoundDescription> descriptions;
  const auto hop = static_cast<std::size_t>(front_end.hop),
             window = static_cast<std::size_t>(front_end.window);
  for (std::size_t at = 0, n = 1; at + window <= sound.size(); at += hop, ++n) {
    stft.forward(sound.subspan(at, window), bins);
    bands.to_bands(bins, frame);
    features.take(bins, frame);
    if (n % frames_a_step != 0) continue;
    double energy = 0.;
    const auto newest = sound.subspan(at + window - frames_a_step * hop, frames_a_step * hop);
    for (const float sample : newest) energy += static_cast<double>(sample) * static_cast<double>(sample);
    const auto rms = static_cast<float>(std::sqrt(energy / static_cast<double>(newest.size())));
    features.end_step(rms, rms > 1e-3f);
    descriptions.push_back(features.description());
  }
  return descriptions;
}

/** `seconds` of a tone with `harmonics`, each softer than the one before. */
std::vector<float> tone(double hz, double seconds, int harmonics) {
  std::vector<float> sound(static_cast<std::size_t>(seconds * 44100));
  for (std::size_t i = 0; i < sound.size(); ++i) {
    for (int k = 1; k <= harmonics; ++k)
      sound[i] += static_cast<float>(
          .2 / k * std::sin(2. * std::numbers::pi * hz * k * static_cast<double>(i) / 44100.));
  }
  return sound;
}

std::vector<float> white_noise(double seconds, float level = .1f) {
  Random random(3);
  std::vector<float> sound(static_cast<std::size_t>(seconds * 44100));
  for (float& sample : sound) sample = level * random.normal();
  return sound;
}

/** `rate` short bursts a second in silence. */
std::vector<float> bursts(double rate, double seconds) {
  auto sound = white_noise(seconds);
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const double since = std::fmod(static_cast<double>(i) / 44100. * rate, 1.) / rate;
    sound[i] *= static_cast<float>(std::exp(-since / .02));
  }
  return sound;
}

TEST(SoundFeatures, ThePitchOfATone) {
  for (const double hz : {110., 196., 220., 330., 523.25, 880., 1300.}) {
    for (const int harmonics : {1, 8}) {
      const auto last = described(tone(hz, .5, harmonics)).back();
      ASSERT_GT(last.pitch_hz, 0.f) << hz << " Hz, " << harmonics;
      const double cents = 1200. * std::log2(static_cast<double>(last.pitch_hz) / hz);
      EXPECT_NEAR(cents, 0., 30.) << hz << " Hz, " << harmonics;
      EXPECT_GT(last.salience, .25f);
    }
  }
}

TEST(SoundFeatures, NoiseHasNoPitchAndNoOnsets) {
  const auto descriptions = described(white_noise(6.));
  int pitched = 0, onsets = 0;
  for (const auto& description : std::span(descriptions).subspan(43)) {
    pitched += description.pitch_hz > 0.f;
    onsets += description.is_onset;
  }
  EXPECT_LE(pitched, 4) << "of " << descriptions.size();
  EXPECT_LE(onsets, 1);
  EXPECT_NEAR(descriptions.back().level_db, -20.f, .5f);
}

TEST(SoundFeatures, OnsetsAndPulseOfRegularHits) {
  for (const double rate : {1., 2., 3.}) {
    const auto last = described(bursts(rate, 8.)).back();
    EXPECT_NEAR(last.onset_rate, rate, .3) << rate;
    const double beats = static_cast<double>(last.pulse_hz);
    EXPECT_NEAR(std::remainder(std::log2(beats / rate), 1.), 0., .05)
        << rate << ", not " << beats << ", nor half or twice";
    EXPECT_GT(last.pulse_clarity, .5f);
  }
}

TEST(SoundFeatures, AHeldToneBeginsOnceAndHasNoPulse) {
  auto sound = std::vector<float>(44100);
  const auto held = tone(220., 8., 6);
  sound.insert(sound.end(), held.begin(), held.end());
  const auto descriptions = described(sound);
  int onsets = 0;
  for (const auto& description : descriptions) onsets += description.is_onset;
  EXPECT_EQ(onsets, 1);
  EXPECT_EQ(descriptions.back().onset_rate, 0.f);
  EXPECT_EQ(descriptions.back().pulse_hz, 0.f);
}

TEST(SoundFeatures, SilenceIsSilence) {
  const auto last = described(std::vector<float>(44100)).back();
  EXPECT_EQ(last.level_db, -100.f);
  EXPECT_EQ(last.pitch_hz, 0.f);
  EXPECT_EQ(last.pulse_hz, 0.f);
  EXPECT_EQ(last.onset_rate, 0.f);
}

}  // namespace
}  // namespace aeolian
