// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/sine_source.h"

#include <cmath>
#include <cstddef>
#include <numbers>

#include "core/generator/tail_mix.h"

namespace aeolian {

SineSource::SineSource(int sample_rate, int hop, double frequency, float amplitude) noexcept
    : sample_rate_(sample_rate), hop_(hop), amplitude_(amplitude), turns_a_sample_(frequency / sample_rate) {}

void SineSource::render(std::span<float> samples) {
  for (float& sample : samples) {
    sample = amplitude_ * static_cast<float>(std::sin(2.0 * std::numbers::pi * turns_));
    turns_ += turns_a_sample_;
    turns_ -= std::floor(turns_);
  }
}

void SineSource::add_tail(TailMix& mix, StereoFrame gain) const {
  const double decay = std::exp(-1.0 / tail_size());
  double level = 1.0, turns = turns_;
  mix.add_each(gain, [&] {
    const float sample = amplitude_ * static_cast<float>(level * std::sin(2.0 * std::numbers::pi * turns));
    level *= decay;
    turns += turns_a_sample_;
    return sample;
  });
}

}  // namespace aeolian
