// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <numbers>
#include <vector>

#include "core/random.h"
#include "core/spectrum/front_end.h"
#include "core/spectrum/stft.h"

namespace aeolian {

inline FrontEnd music_front_end() {
  return *make_front_end(44100, 46., 192, 20000.);
}
inline FrontEnd speech_front_end() {
  return *make_front_end(16000, 32., 160, 8000.);
}

/** A sine gliding from one frequency to another, as fractions of the sample rate; amplitude 0.5. */
inline std::vector<float> glide(std::size_t length, double from, double to) {
  std::vector<float> samples(length);
  double turn = 0.;
  for (std::size_t i = 0; i < length; ++i) {
    samples[i] = static_cast<float>(0.5 * std::sin(2. * std::numbers::pi * turn));
    turn += from + (to - from) * static_cast<double>(i) / static_cast<double>(length);
  }
  return samples;
}

inline std::vector<float> clicks(std::size_t length, std::size_t period) {
  std::vector<float> samples(length);
  for (std::size_t i = period / 2; i < length; i += period) samples[i] = 1.f;
  return samples;
}

inline std::vector<float> white_noise(std::size_t length, float deviation = 0.1f) {
  Random random(7);
  std::vector<float> samples(length);
  for (float& sample : samples) sample = deviation * random.normal();
  return samples;
}

/** Plucked strings, three notes in turn (Karplus and Strong, 1983): attacks, partials and decay. */
inline std::vector<float> plucked(std::size_t length, std::size_t between) {
  std::vector<float> samples(length);
  Random random(3);
  for (std::size_t note = 0; note * between < length; ++note) {
    std::vector<float> string(std::size_t{150} + 37 * (note % 3));
    for (float& value : string) value = 0.3f * random.normal();
    for (std::size_t i = note * between, k = 0; i < length; ++i, k = (k + 1) % string.size()) {
      samples[i] += string[k];
      string[k] = 0.498f * (string[k] + string[(k + 1) % string.size()]);
    }
  }
  return samples;
}

/** A voice-like tone of 20 partials that rises by a third within a second at 44.1 kHz. */
inline std::vector<float> voice(std::size_t length) {
  std::vector<float> samples(length);
  for (int partial = 1; partial <= 20; ++partial) {
    const auto tone = glide(length, 0.004 * partial, 0.005 * partial);
    const float weight = 1.f / static_cast<float>(partial);
    for (std::size_t i = 0; i < length; ++i) samples[i] += weight * tone[i];
  }
  return samples;
}

/**
 * Spectral convergence in dB: 20 log10 of the distance between two spectrograms' magnitudes over the norm of
 * the first.
 */
inline double convergence(const Spectrogram& target, const Spectrogram& made) {
  double difference = 0.;
  double whole = 0.;
  for (std::size_t i = 0; i < target.values.size(); ++i) {
    const double wanted = std::abs(target.values[i]);
    const double error = wanted - std::abs(made.values[i]);
    difference += error * error;
    whole += wanted * wanted;
  }
  return 10. * std::log10(difference / whole);
}

}  // namespace aeolian
