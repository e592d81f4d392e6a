// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

namespace aeolian {

// The daemon's test tone as it arrives at a device.

inline constexpr double tone_hz = 440;
inline constexpr float tone_level = 0.25f;

/**
 * A click has a larger residue than this: fades, cross-fades and tails deviate less from the sine's
 * recurrence, breaks by up to the amplitude.
 */
inline constexpr float click = 0.004f;

/** The largest deviation of the samples from the recurrence of a sine at tone_hz. */
inline float residue(std::span<const float> samples, int rate) {
  const auto coefficient = static_cast<float>(2 * std::cos(2 * std::numbers::pi * tone_hz / rate));
  float most = 0.f;
  for (std::size_t i = 2; i < samples.size(); ++i) {
    most = std::max(most, std::abs(samples[i] - coefficient * samples[i - 1] + samples[i - 2]));
  }
  return most;
}

inline float peak(std::span<const float> samples) {
  float most = 0.f;
  for (const float sample : samples) {
    most = std::max(most, std::abs(sample));
  }
  return most;
}

}  // namespace aeolian
