// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

namespace aeolian {

/** Frequency of a steady tone from its rising zero crossings, Hz. */
inline double pitch(std::span<const float> samples, int rate) {
  double first = 0;
  double last = 0;
  int crossings = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    if (samples[i - 1] < 0.f && samples[i] >= 0.f) {
      last = static_cast<double>(i) - samples[i] / (samples[i] - samples[i - 1]);
      first = crossings++ == 0 ? last : first;
    }
  }
  return (crossings - 1) / (last - first) * rate;
}

}  // namespace aeolian
