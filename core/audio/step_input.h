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
 * The sound that is listened to, step by step, mono at the listening source's rate. Samples are whole
 * multiples of 2^-19, from -1 to 1, so that a file of 24 bits keeps them, and a replay hears the same. The
 * generation thread's; allocates nothing.
 */
class StepInput {
 public:
  virtual ~StepInput() = default;

  /** Fills `step` with what comes next; with silence where there is nothing. */
  void take(std::span<float> step) {
    fill(step);
    for (float& sample : step) sample = rounded(sample);
  }

  /** Is told the frames that were played upon that step. */
  virtual void played(std::span<const StereoFrame> frames) { (void)frames; }

 protected:
  /** The same, of any values; one that is not finite is silence. */
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
