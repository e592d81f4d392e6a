// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "core/audio/stereo_frame.h"

namespace aeolian {

/**
 * The input sound, step by step, mono, at the rate of the source that listens to it. Samples are rounded to
 * multiples of 2^-19, from -1 to 1: a 24-bit file stores them exactly, so a replay gets the same input. Used
 * on the generation thread; allocates nothing.
 */
class StepInput {
 public:
  virtual ~StepInput() = default;

  /** Fills `step` with the next samples, or with silence where there are none. */
  void take(std::span<float> step) {
    fill(step);
    for (float& sample : step) sample = rounded(sample);
  }

  /** Receives the frames that the source rendered for that step. */
  virtual void played(std::span<const StereoFrame> frames) { (void)frames; }

 protected:
  /** As take(), with any values; non-finite ones become silence. */
  virtual void fill(std::span<float> step) = 0;

 private:
  static float rounded(float sample) {
    constexpr float full_scale = 1 << 19;
    if (!std::isfinite(sample)) return 0.f;
    return std::round(std::clamp(sample, -1.f, 1.f) * full_scale) / full_scale;
  }
};

/** A sound in memory, followed by silence. */
class SoundInput final : public StepInput {
 public:
  explicit SoundInput(std::vector<float> samples) : samples_(std::move(samples)) {}

 private:
  void fill(std::span<float> step) override;

  std::vector<float> samples_;
  std::size_t at_ = 0;
};

}  // namespace aeolian
