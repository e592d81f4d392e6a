// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/panner.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace aeolian {
namespace {

/** sqrt(2) times the cosine and sine of the pan angle: exactly 1 in the middle. */
StereoFrame gain_at(float pan) {
  const float angle = 0.25f * std::numbers::pi_v<float> * pan;
  const float cosine = std::cos(angle), sine = std::sin(angle);
  return {std::max(cosine - sine, 0.f), std::max(cosine + sine, 0.f)};
}

StereoFrame placed(float mid, float side, StereoFrame gain) {
  return {gain.left * (mid + side), gain.right * (mid - side)};
}

}  // namespace

void Panner::go(float pan, long hops) noexcept {
  pan_.go(std::clamp(pan, -1.f, 1.f), static_cast<std::size_t>(std::max(hops, 1L)));
}

void Panner::add_hop(std::span<const float> voice, std::span<const float> side,
                     std::span<StereoFrame> sum) noexcept {
  const float before = pan_.value();
  if (pan_.next() == before) return add_still(voice, side, sum);
  const StereoFrame step = (1.f / static_cast<float>(voice.size())) * (gain_at(pan_.value()) - gain_);
  for (std::size_t i = 0; i < voice.size(); ++i)
    sum[i] += placed(voice[i], side.empty() ? 0.f : side[i], gain_ + static_cast<float>(i + 1) * step);
  gain_ = gain_at(pan_.value());
}

void Panner::add_still(std::span<const float> voice, std::span<const float> side,
                       std::span<StereoFrame> sum) const noexcept {
  for (std::size_t i = 0; i < voice.size(); ++i)
    sum[i] += placed(voice[i], side.empty() ? 0.f : side[i], gain_);
}

}  // namespace aeolian
