// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/sine_source.h"

#include <cmath>
#include <cstddef>
#include <numbers>

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

void SineSource::tail(std::span<float> samples) {
  const double decay = std::exp(-1.0 / static_cast<double>(samples.size()));
  double level = 1.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double turns = turns_ + turns_a_sample_ * static_cast<double>(i);
    samples[i] = amplitude_ * static_cast<float>(level * std::sin(2.0 * std::numbers::pi * turns));
    level *= decay;
  }
}

}  // namespace aeolian
