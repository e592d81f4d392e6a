// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/heard_passages.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace aeolian {
namespace {

/** Passages begin at multiples of this many steps. */
constexpr std::int64_t passage_stride = 4;

constexpr double least_left_s = 0.5;  // of a passage
constexpr double apart_s = 1.;        // from the one that was left

}  // namespace

HeardPassages::HeardPassages(const ModelDescription& description)
    : latent_size_(static_cast<std::size_t>(description.latent_size)),
      encoding_size_(static_cast<std::size_t>(description.encoding_size)),
      width_(1 + 2 * latent_size_ + encoding_size_),
      capacity_(std::max(1L, std::lround(kept_s * description.step_rate()))),
      compared_(std::min(compared_latents, description.context)),
      shortest_(std::max(1L, std::lround(least_left_s * description.step_rate()))),
      apart_(std::lround(apart_s * description.step_rate())),
      rows_(std::make_unique_for_overwrite<float[]>(static_cast<std::size_t>(capacity_) * width_)),
      phrases_(static_cast<std::size_t>(capacity_)) {}

void HeardPassages::add(const Step& step) {
  float* const row = rows_.get() + place(end_) * width_;
  row[0] = static_cast<float>(step.part);
  std::copy_n(step.latent, latent_size_, row + 1);
  std::copy_n(step.innovation, latent_size_, row + 1 + latent_size_);
  std::ranges::copy(step.encoding, row + 1 + 2 * latent_size_);
  phrases_[place(end_)] = phrase_;
  ++end_;
  oldest_ = std::max(oldest_, end_ - capacity_);
}

HeardPassages::Step HeardPassages::step(std::int64_t step) const {
  const float* const values = row(step);
  return {.part = static_cast<int>(values[0]),
          .latent = values + 1,
          .innovation = values + 1 + latent_size_,
          .encoding = {values + 1 + 2 * latent_size_, encoding_size_}};
}

std::int64_t HeardPassages::left_from(std::int64_t step) const {
  std::int64_t after = step;
  while (has(after) && phrases_[place(after)] == phrases_[place(step)]) ++after;
  return after - step;
}

/** Squared distance of the latents before `step` from `context`. */
float HeardPassages::distance(std::int64_t step, VectorIn context) const {
  float sum = 0.f;
  for (std::int64_t lag = 0; lag < compared_; ++lag) {
    const float* const own = row(step - 1 - lag) + 1;
    const float* const wanted = context.data() + static_cast<std::size_t>(lag) * latent_size_;
    for (std::size_t i = 0; i < latent_size_; ++i) sum += (own[i] - wanted[i]) * (own[i] - wanted[i]);
  }
  return sum;
}

std::optional<std::int64_t> HeardPassages::nearest(VectorIn context, Random& random,
                                                   std::int64_t except) const {
  struct Near {
    float distance;
    std::int64_t step;
  };
  std::array<Near, nearest_passages + 1> nearest{};  // ascending; the last place is for a new candidate
  std::size_t count = 0;
  const auto is_whole = [&](std::int64_t step) {
    const std::int64_t last = step + shortest_ - 1;
    return has(last) && phrases_[place(step - compared_)] == phrases_[place(last)];
  };
  const std::int64_t first = (oldest_ + compared_ + passage_stride - 1) / passage_stride * passage_stride;
  for (std::int64_t step = first; step < end_; step += passage_stride) {
    if (!is_whole(step) || std::abs(step - except) < apart_) continue;
    nearest[count] = {distance(step, context), step};
    for (std::size_t at = count; at > 0 && nearest[at].distance < nearest[at - 1].distance; --at)
      std::swap(nearest[at], nearest[at - 1]);
    count = std::min(count + 1, nearest_passages);
  }
  if (count == 0) return std::nullopt;
  return nearest[random.bits() % count].step;
}

}  // namespace aeolian
