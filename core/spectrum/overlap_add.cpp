// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/overlap_add.h"

#include <algorithm>
#include <functional>

#include "core/state_archive.h"

namespace aeolian {

OverlapAdd::OverlapAdd(const FrontEnd& front_end)
    : hop_(static_cast<std::size_t>(front_end.hop)), sum_(static_cast<std::size_t>(front_end.window)) {}

void OverlapAdd::push(std::span<const float> frame) {
  std::ranges::transform(sum_, frame, sum_.begin(), std::plus<>());
}

void OverlapAdd::pop(std::span<float> samples) {
  const auto finished = sum_.begin() + static_cast<std::ptrdiff_t>(hop_);
  std::copy(sum_.begin(), finished, samples.begin());
  std::fill(std::copy(finished, sum_.end(), sum_.begin()), sum_.end(), 0.f);
}

std::span<const float> OverlapAdd::pending() const {
  return std::span(sum_).first(sum_.size() - hop_);
}

void OverlapAdd::set_pending(std::span<const float> samples) {
  std::fill(std::ranges::copy(samples, sum_.begin()).out, sum_.end(), 0.f);
}

void OverlapAdd::reset() {
  std::ranges::fill(sum_, 0.f);
}

void OverlapAdd::archive(StateArchive& state) {
  state.values(sum_);
}

}  // namespace aeolian
