// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "core/audio/stereo_frame.h"

namespace aeolian {

/** The same samples on both channels. */
inline std::vector<StereoFrame> on_both(std::span<const float> samples) {
  std::vector<StereoFrame> frames(samples.size());
  std::ranges::transform(samples, frames.begin(), centred);
  return frames;
}

inline std::vector<float> left_of(std::span<const StereoFrame> frames) {
  std::vector<float> samples(frames.size());
  std::ranges::transform(frames, samples.begin(), &StereoFrame::left);
  return samples;
}

inline std::vector<float> right_of(std::span<const StereoFrame> frames) {
  std::vector<float> samples(frames.size());
  std::ranges::transform(frames, samples.begin(), &StereoFrame::right);
  return samples;
}

}  // namespace aeolian
