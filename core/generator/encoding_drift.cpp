// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/encoding_drift.h"

#include <cmath>

#include "core/state_archive.h"

namespace aeolian {
namespace {

/** Seconds at a place, including the way there. */
constexpr double shortest_dwell_s = 4., longest_dwell_s = 12.;
constexpr double glide_s = 1.5;

/** Probability of moving to the next place in the corpus. */
constexpr float following = 0.75f;

}  // namespace

EncodingDrift::EncodingDrift(std::span<const float> places, std::size_t size, std::size_t in_order,
                             double step_rate)
    : places_(places),
      size_(size),
      count_(size > 0 ? places.size() / size : 0),
      in_order_(in_order),
      step_rate_(step_rate),
      glide_(size) {}

std::span<const float> EncodingDrift::place(std::size_t index) const {
  return places_.subspan(index * size_, size_);
}

std::size_t EncodingDrift::next_place() {
  const bool follows = random_.uniform() < following;
  const std::size_t anywhere = random_.bits() % count_;
  return follows && at_ >= in_order_ && at_ + 1 < count_ ? at_ + 1 : anywhere;
}

void EncodingDrift::start(std::size_t first, const Random& random) {
  if (places_.empty()) return;
  random_ = random;
  at_ = first % count_;
  glide_.set(place(at_));
  left_ = dwell();
}

void EncodingDrift::next() {
  if (places_.empty()) return;
  if (left_-- == 0) {
    at_ = next_place();
    glide_.go(place(at_), static_cast<int>(std::lround(glide_s * step_rate_)));
    left_ = dwell();
  }
  glide_.next();
}

void EncodingDrift::archive(StateArchive& state) {
  glide_.archive(state);
  state.value(random_);
  state.value(at_);
  state.value(left_);
  state.require(at_ < count_ || (count_ == 0 && at_ == 0));
}

int EncodingDrift::dwell() {
  const double seconds = shortest_dwell_s + (longest_dwell_s - shortest_dwell_s) * random_.uniform();
  return static_cast<int>(seconds * step_rate_);
}

}  // namespace aeolian
