// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <vector>

#include "trainer/evaluate/figures.h"
#include "trainer/measures/harmonicity.h"
#include "trainer/measures/onset_shape.h"

namespace aeolian::trainer {

/** Measures the sharpness of onsets and the clarity of a voice; sums over several sounds. */
class SharpnessAndVoice {
 public:
  void add(std::span<const float> samples, int sample_rate);

  /**
   * Adds `rise_db`, `attack_ms`, `hnr_db`, `voiced_share` and `pitch_jumps`, each with `prefix` before its
   * name and the value for `real` sound; leaves out figures with nothing to count on either side. Each figure
   * tells how much it counted.
   */
  void add_figures(const std::string& prefix, const SharpnessAndVoice& real, Figures& figures) const;

 private:
  std::vector<OnsetShape> onsets_;
  Harmonicity voice_;
};

/** With fewer on either side, the target of a figure is not judged. */
inline constexpr std::size_t least_onsets = 10;
inline constexpr double least_voiced_s = 5;

}  // namespace aeolian::trainer
