// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/passage_memory.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "core/state_archive.h"

namespace aeolian {

namespace {

/** Number of latents before an anchor that are compared. */
int compared_of(const ModelDescription& d) {
  return std::min(compared_latents, d.context);
}

/** Maximum number of anchors, all of which are compared within a step. */
constexpr std::int64_t most_anchors = 20'000;

/** Maximum number of values compared within a step, over all anchors. */
constexpr std::int64_t most_compared = std::int64_t{1} << 24;

/** The weight of the opposite encoding, relative to a latent's mean squared difference. */
constexpr float weight_of_encoding = 4.f;

/** Larger than the difference between any two frames. */
constexpr float never = 1e6f;

/** Length of a passage, seconds. */
constexpr double shortest_s = 3., longest_s = 9.;

/** A passage that continues within this time of where it was left, seconds, counts as the same one. */
constexpr double same_passage_s = 1.;

/** Larger than any difference by which passages are chosen. */
constexpr float left_behind = 1e9f;

constexpr auto no_limit = std::numeric_limits<std::int64_t>::max();

/**
 * Cosines between the encoding in force and the most similar passage's: up to the first nothing is taken
 * over, from the second on everything, so that halfway between sources no passage is followed. Passages below
 * the first are left out.
 */
constexpr float least_cosine = 0.5f, full_cosine = 0.7f;

}  // namespace

ErrorOr<std::optional<PassageMemory>> PassageMemory::create(const Checkpoint& checkpoint) {
  const auto& d = checkpoint.description;
  const auto* moments = checkpoint.find(passages_name);
  const auto* anchors = checkpoint.find("recollection.entrances");
  if (!moments && !anchors) return std::nullopt;
  const auto rows = [](const Tensor* tensor) {
    return tensor && !tensor->shape.empty() ? tensor->shape[0] : 0;
  };
  const auto values = 1 + 2 * static_cast<std::int64_t>(d.latent_size);
  if (auto found = checkpoint.require(passages_name, {rows(moments), values}); !found)
    return tl::unexpected(found.error());
  if (auto found = checkpoint.require("recollection.entrances", {rows(anchors), 2 + d.encoding_size}); !found)
    return tl::unexpected(found.error());
  if (checkpoint.find("recollection.scale")) {
    if (auto found = checkpoint.require("recollection.scale", {2 * static_cast<std::int64_t>(d.latent_size)});
        !found)
      return tl::unexpected(found.error());
  }
  const auto blend = checkpoint.require("recollection.lean", {2});
  if (!blend) return tl::unexpected(blend.error());
  for (const float share : (*blend)->values)
    if (share < 0 || share > 1)
      return fail("tensor recollection.lean: " + std::to_string(share) + " is not within 0..1");
  if (rows(anchors) < 1 || rows(anchors) > most_anchors)
    return fail("tensor recollection.entrances has " + std::to_string(rows(anchors)) + " rows, not 1 to " +
                std::to_string(most_anchors));
  const auto compared = std::int64_t{compared_of(d)} * d.latent_size;
  if (rows(anchors) * compared > most_compared)
    return fail("tensor recollection.entrances has " + std::to_string(rows(anchors)) +
                " rows, too many for latents of " + std::to_string(d.latent_size) + " values: at most " +
                std::to_string(most_compared / compared));
  for (std::int64_t row = 0; row < rows(moments); ++row) {
    const float part = moments->at(static_cast<std::size_t>(row * values));
    if (part < 0 || part >= static_cast<float>(d.mixtures) || part != std::floor(part))
      return fail("tensor recollection.moments, row " + std::to_string(row) + ": " + std::to_string(part) +
                  " is not a component of the mixture");
  }
  for (std::int64_t row = 0; row < rows(anchors); ++row) {
    const float* anchor = anchors->values.data() + row * (2 + d.encoding_size);
    const double first = static_cast<double>(anchor[0]), end = static_cast<double>(anchor[1]);
    if (first < compared_of(d) || end <= first || end > static_cast<double>(rows(moments)) ||
        first != std::floor(first) || end != std::floor(end))
      return fail("tensor recollection.entrances, row " + std::to_string(row) +
                  " points outside recollection.moments");
  }
  std::vector<std::int64_t> beginnings;
  for (std::int64_t row = 0; row < rows(anchors); ++row)
    beginnings.push_back(
        static_cast<std::int64_t>(anchors->values[static_cast<std::size_t>(row * (2 + d.encoding_size))]));
  auto pulse = PassagePulse::create(checkpoint, rows(moments), beginnings);
  if (!pulse) return tl::unexpected(pulse.error());
  return PassageMemory(checkpoint, *moments, *anchors, **blend, *std::move(pulse));
}

PassageMemory::PassageMemory(const Checkpoint& checkpoint, const Tensor& moments, const Tensor& anchors,
                             const Tensor& blend, std::optional<PassagePulse> pulse)
    : latent_size_(checkpoint.description.latent_size),
      step_rate_(checkpoint.description.step_rate()),
      moments_(&moments),
      scale_(Vector::Ones(2 * latent_size_)),
      step_(2 * latent_size_),
      anchors_(anchors.values.data(), anchors.shape[0], anchors.shape[1]),
      blend_{blend.values[0], blend.values[1]},
      pulse_(std::move(pulse)),
      before_(compared_of(checkpoint.description) * latent_size_, anchors_.rows()),
      norms_(anchors_.rows()),
      distance_(anchors_.rows()),
      similarity_(anchors_.rows()),
      order_(static_cast<std::size_t>(anchors_.rows())) {
  if (const auto* scale = checkpoint.find("recollection.scale"))
    scale_ = Eigen::Map<const Vector>(scale->values.data(), scale_.size());
  for (Eigen::Index anchor = 0; anchor < anchors_.rows(); ++anchor) {
    const auto row = static_cast<std::int64_t>(anchors_(anchor, 0));
    for (Eigen::Index lag = 0; lag * latent_size_ < before_.rows(); ++lag)
      before_.col(anchor).segment(lag * latent_size_, latent_size_) =
          values_of(row - 1 - lag).head(latent_size_);
  }
  norms_ = before_.colwise().squaredNorm();
}

/** Latent and innovation of a row. Valid until the next call. */
const Vector& PassageMemory::values_of(std::int64_t row) {
  const std::int64_t first = row * moments_->shape[1] + 1;
  if (moments_->bytes.empty())
    step_ = Eigen::Map<const Vector>(moments_->values.data() + first, scale_.size());
  else
    step_ = Eigen::Map<const Eigen::Vector<std::int8_t, Eigen::Dynamic>>(moments_->bytes.data() + first,
                                                                         scale_.size())
                .cast<float>();
  return step_ = step_.cwiseProduct(scale_);
}

/** Sets distance_ and share_. */
void PassageMemory::rank(VectorIn context, VectorIn encoding) {
  const auto values = static_cast<float>(before_.rows());
  distance_.noalias() = before_.transpose() * context.head(before_.rows());
  distance_ = (norms_ - 2.f * distance_) / values;  // without the term common to all
  if (const float length = encoding.norm(); length > 0) {
    similarity_.noalias() = anchors_.rightCols(encoding.size()) * encoding;
    const float nearness = (similarity_.maxCoeff() / length - least_cosine) / (full_cosine - least_cosine);
    share_ = std::clamp(nearness, 0.f, 1.f);
    distance_ -= weight_of_encoding / 2 * similarity_;
    // Passages of another source are not followed, however similar they are to the last latents.
    distance_.array() += never * (similarity_.array() < least_cosine * length).cast<float>();
  } else {
    share_ = 1.f;
  }
}

void PassageMemory::stay_away_from_left() {
  const auto near = static_cast<float>(same_passage_s * step_rate_);
  for (std::size_t i = 0; i < std::min(left_count_, left_lags_.size()); ++i)
    distance_.array() +=
        left_behind *
        ((anchors_.col(0).array() - static_cast<float>(now_ + left_lags_[i])).abs() <= near).cast<float>();
}

/** Draws the length of a passage, in steps. */
std::int64_t PassageMemory::stay(Random& random) const {
  return static_cast<std::int64_t>((shortest_s + (longest_s - shortest_s) * random.uniform()) * step_rate_);
}

/** Chooses a passage of the input; returns false if one of the corpus is to be followed. `limit` in steps. */
bool PassageMemory::enter_heard(VectorIn context, Random& random, std::int64_t limit, const Use& use) {
  if (use.heard == nullptr || use.heard_share == 0.f || random.uniform() >= use.heard_share) return false;
  const auto step = use.heard->nearest(context, random, heard_ ? at_ : std::numeric_limits<int>::min());
  if (!step) return false;
  heard_ = use.heard;
  at_ = *step;
  run_ = 0;
  left_ = std::min({stay(random), heard_->left_from(at_), limit});
  return true;
}

/** Chooses the next passage to follow; `limit` in steps. */
void PassageMemory::enter(VectorIn context, VectorIn encoding, Random& random, std::int64_t limit,
                          const Use& use) {
  if (limit == no_limit)
    left_count_ = 0;
  else if (run_ >= limit && !heard_)
    left_lags_[left_count_++ % left_lags_.size()] = at_ - now_;
  if (enter_heard(context, random, limit, use)) return;
  const bool follows_on = std::exchange(heard_, nullptr) == nullptr;
  rank(context, encoding);
  stay_away_from_left();
  if (pulse_) pulse_->keep_time(distance_);
  std::iota(order_.begin(), order_.end(), Eigen::Index{0});
  auto count = std::min(nearest_passages, order_.size());
  std::ranges::partial_sort(order_, order_.begin() + static_cast<std::ptrdiff_t>(count), {},
                            [&](Eigen::Index i) { return distance_[i]; });
  while (count > 0 && distance_[order_[count - 1]] >= left_behind / 2) --count;
  // Leaves out passages of another source, or off the beat, unless all of them are.
  while (count > 1 && distance_[order_[count - 1]] > distance_[order_[0]] + PassagePulse::out_of_time / 2)
    --count;
  if (count == 0) {
    share_ = 0.f;
    at_ = run_ = 0;
    anchor_ = -1;
    left_ = std::min(limit, moments_->shape[0]);
    return;
  }
  const auto anchor = order_[random.bits() % count];
  anchor_ = anchor;
  const auto end = static_cast<std::int64_t>(anchors_(anchor, 1));
  const auto beginning = static_cast<std::int64_t>(anchors_(anchor, 0));
  const auto first = std::clamp<std::int64_t>(beginning + (pulse_ ? pulse_->shift(anchor) : 0), 0, end - 1);
  const bool goes_on = follows_on && run_ < limit &&
                       std::abs(first - at_) <= static_cast<std::int64_t>(same_passage_s * step_rate_);
  if (!goes_on) run_ = 0;
  at_ = first;
  left_ = std::min({stay(random), end - first, limit - run_});
  if (pulse_) left_ = pulse_->stay(first, left_);
}

PassageMemory::Frame PassageMemory::next(VectorIn context, VectorIn encoding, Random& random,
                                         const Use& use) {
  const auto limit = std::isfinite(use.limit_s)
                         ? std::max<std::int64_t>(1, static_cast<std::int64_t>(use.limit_s * step_rate_))
                         : no_limit;
  const bool is_gone = heard_ && (use.heard_share == 0.f || !heard_->has(at_));
  if (left_ <= 0 || run_ >= limit || is_gone) enter(context, encoding, random, limit, use);
  --left_;
  ++now_;
  const float share = heard_ ? 1.f : share_;
  const Blend blend = Blend{share * blend_.innovation, share * blend_.pull}.scaled(use.amount);
  run_ = blend.innovation > 0 || blend.pull > 0 ? run_ + 1 : 0;
  if (pulse_) pulse_->step(heard_ || blend.innovation == 0.f ? std::nullopt : std::optional(at_));
  if (heard_) {
    const auto step = heard_->step(at_++);
    return {step.part, step.latent, step.innovation, blend};
  }
  longest_run_ = std::max(longest_run_, run_);
  const auto row = at_++;
  const float part = moments_->at(static_cast<std::size_t>(row * moments_->shape[1]));
  const Vector& values = values_of(row);
  return {static_cast<int>(part), values.data(), values.data() + latent_size_, blend};
}

std::span<const float> PassageMemory::encoding() const {
  if (follows_heard()) return heard_->step(at_).encoding;
  if (anchor_ < 0 || left_ <= 0) return {};
  const auto row = static_cast<std::size_t>(anchors_.cols());
  return std::span(anchors_.data(), static_cast<std::size_t>(anchors_.size()))
      .subspan(static_cast<std::size_t>(anchor_) * row + 2, row - 2);
}

void PassageMemory::archive(StateArchive& state) {
  if (heard_) state.refuse("it follows passages of its input, which cannot be saved");
  for (auto* number : {&at_, &left_, &now_, &run_, &longest_run_}) state.value(*number);
  state.value(share_);
  state.value(anchor_);
  state.values(left_lags_);
  state.value(left_count_);
  if (pulse_) pulse_->archive(state);
  const std::int64_t rows = moments_->shape[0];
  state.require(at_ >= 0 && at_ <= rows && left_ <= rows - at_);
  state.require(anchor_ >= -1 && anchor_ < anchors_.rows());
}

PassageTimes PassageMemory::times() const {
  const std::int64_t run = heard_ ? 0 : run_;
  return {static_cast<double>(run) / step_rate_, static_cast<double>(longest_run_) / step_rate_};
}

}  // namespace aeolian
