// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/phrase_level.h"

#include <algorithm>
#include <cmath>

#include "core/model/training_range.h"

namespace aeolian {
namespace {

constexpr float below_loudest = 0.25f;  // of the power, -6 dB
constexpr float most_nepers = 1.38f;    // 12 dB
constexpr double forgotten_in_s = 30.;

}  // namespace

PhraseLevel::PhraseLevel(const Checkpoint& checkpoint)
    : frames_(static_cast<float>(checkpoint.description.frames_per_step)),
      share_(running_mean_share(checkpoint.description)),
      fall_(static_cast<float>(std::exp(-1. / (forgotten_in_s * checkpoint.description.step_rate())))) {
  if (const Tensor* const powers = checkpoint.find("frames.powers"); powers && powers->values.size() == 2)
    wanted_ = below_loudest * powers->values[1];
}

void PhraseLevel::hear(std::span<const float> frames) {
  float power = 0.f;
  for (const float value : frames) power += std::exp(2.f * value);
  steps_ = std::min(steps_ + 1.f, 1.f / share_);
  mean_ += (power / frames_ - mean_) / steps_;
  loudest_ = std::max(fall_ * loudest_, mean_);
}

float PhraseLevel::offset() const {
  if (!(wanted_ > 0.f) || !(loudest_ > 0.f)) return 0.f;
  return std::clamp(.5f * std::log(wanted_ / loudest_), -most_nepers, most_nepers);
}

}  // namespace aeolian
