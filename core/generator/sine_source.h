// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/generator/source.h"

namespace aeolian {

/**
 * An endless sine: the test tone that checks the path from the generator to the loudspeaker. Ignores control
 * events.
 */
class SineSource final : public MonoSource {
 public:
  /** `frequency` in Hz, at most half of `sample_rate`; `amplitude` of full scale. */
  SineSource(int sample_rate, int hop, double frequency, float amplitude) noexcept;

  int sample_rate() const override { return sample_rate_; }
  int hop() const override { return hop_; }
  int hops_per_step() const override { return 4; }
  int tail_size() const override { return tail_of_hops(hop_); }
  void apply(const ControlEvent&) override {}
  void render(std::span<float> samples) override;
  void add_tail(TailMix& mix, StereoFrame gain) const override;

 private:
  int sample_rate_;
  int hop_;
  float amplitude_;
  double turns_a_sample_;
  double turns_ = 0.0;  // phase of the next sample, in [0, 1)
};

}  // namespace aeolian
