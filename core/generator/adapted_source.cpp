// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/adapted_source.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace aeolian {
namespace {

// Reach of the resampler's filter to either side, samples of the lower rate
constexpr double filter_reach = 64.;
constexpr float residue_decay = 0.95f;  // per sample: 20 samples to 1/e
constexpr std::size_t heard_at_once = 256;
constexpr double tail_fade_share = 0.25;  // of a tail shorter than the requested one

/** Number of past frames of `source` to keep, for an output at `ratio` times its rate. */
std::size_t past_size(const Source& source, double ratio) {
  const double reach = filter_reach * std::max(1., 1. / ratio);
  return 2 * static_cast<std::size_t>(source.hop()) + static_cast<std::size_t>(reach);
}

}  // namespace

std::unique_ptr<Source> adapted(std::unique_ptr<Source> source, const Source& like) {
  if (source->sample_rate() == like.sample_rate() && source->hop() == like.hop() &&
      source->tail_size() == like.tail_size()) {
    return source;
  }
  return std::make_unique<AdaptedSource>(std::move(source), like);
}

AdaptedSource::AdaptedSource(std::unique_ptr<Source> source, const Source& like)
    : sample_rate_(like.sample_rate()),
      hop_(like.hop()),
      hops_per_step_(like.hops_per_step()),
      tail_size_(like.tail_size()),
      source_(std::move(source)),
      ratio_(static_cast<double>(sample_rate_) / source_->sample_rate()),
      past_(past_size(*source_, ratio_) + static_cast<std::size_t>(source_->tail_size()), source_->pairs()),
      past_size_(past_size(*source_, ratio_)),
      last_(source_->pairs()) {
  if (source_->sample_rate() != sample_rate_) {
    for (std::size_t pair = 0; pair < pairs(); ++pair) {
      if (auto made = StreamResampler::create(source_->sample_rate(), sample_rate_))
        resamplers_.push_back(std::move(*made));
    }
    if (auto made = StreamResampler::create(sample_rate_, source_->sample_rate())) {
      to_source_ = std::move(*made);
    }
  }
}

Response AdaptedSource::response() const {
  // The source's steps are not aligned with ours: they begin up to one of its steps later.
  const Response own = source_->response();
  const int step = source_->hop() * source_->hops_per_step();
  return {.first = static_cast<int>(ratio_ * (own.first + step)),
          .half = static_cast<int>(ratio_ * (own.half + step))};
}

/** Works in pieces, because the resampler takes frames. */
void AdaptedSource::hear(std::span<const float> samples) {
  if (!to_source_) return source_->hear(samples);
  std::array<StereoFrame, heard_at_once> frames, resampled;
  std::array<float, heard_at_once> heard{};
  while (!samples.empty()) {
    const auto part = samples.first(std::min(samples.size(), frames.size()));
    std::ranges::transform(part, frames.begin(), centred);
    samples = samples.subspan(part.size());
    for (std::span<const StereoFrame> unread = std::span(frames).first(part.size()); !unread.empty();) {
      const std::size_t made = to_source_->process(unread, resampled);
      std::ranges::transform(std::span(resampled).first(made), heard.begin(), &StereoFrame::mid);
      source_->hear(std::span(heard).first(made));
    }
  }
}

void AdaptedSource::render(PairedFrames frames) {
  for (PairedFrames out = frames; !out.empty();) {
    if (unread_.empty()) {
      render_source();
    }
    out = out.subspan(resamplers_.empty() ? take(out) : resample_pairs(resamplers_, unread_, out));
  }
  made_ += frames.size();
  for (std::size_t pair = 0; pair < frames.pairs(); ++pair) last_[pair] = frames.pair(pair).back();
}

/** Appends the source's next hop to the end of past_. */
void AdaptedSource::render_source() {
  const auto hop = static_cast<std::size_t>(source_->hop());
  const PairedFrames past = past_.frames().first(past_size_);
  copy(past.subspan(hop), past.first(past_size_ - hop));
  source_->render(past.last(hop));
  rendered_ += hop;
  unread_ = past.last(hop);
}

/** Fills `out` from the frames that the source has rendered; returns how many. */
std::size_t AdaptedSource::take(PairedFrames out) {
  const std::size_t count = std::min(out.size(), unread_.size());
  copy(unread_.first(count), out.first(count));
  unread_ = unread_.subspan(count);
  return count;
}

void AdaptedSource::tail(PairedFrames frames) {
  source_->tail(past_.frames().subspan(past_size_));
  for (std::size_t pair = 0; pair < frames.pairs(); ++pair) tail_of_pair(pair, frames.pair(pair));
}

void AdaptedSource::tail_of_pair(std::size_t pair, std::span<StereoFrame> frames) const {
  const double fade = tail_fade_share * static_cast<double>(past_.size() - past_size_);
  const double begin = position_of(made_);
  // The samples before the tail came through a longer filter: the difference is faded out to avoid a click.
  StereoFrame residue = made_ == 0 ? StereoFrame() : last_[pair] - past_at(pair, position_of(made_ - 1));
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const double position = begin + static_cast<double>(i) / ratio_;
    const double left = static_cast<double>(past_.size()) - position;
    const auto level = static_cast<float>(std::clamp(left / fade, 0., 1.));
    residue *= residue_decay;
    frames[i] = level * past_at(pair, position) + residue;
  }
}

void AdaptedSource::archive(StateArchive& state) {
  state.refuse(
      "its model has another sample rate, hop or step than the model played first: restart aeoliand with "
      "that model");
}

/** The position in past_ of our frame number `frame`. */
double AdaptedSource::position_of(std::uint64_t frame) const {
  return static_cast<double>(frame) / ratio_ - static_cast<double>(rendered_) +
         static_cast<double>(past_size_);
}

/** Interpolates past_ between frames: Catmull-Rom, exact at the frames. */
StereoFrame AdaptedSource::past_at(std::size_t pair, double position) const {
  const auto past = past_.frames().pair(pair);
  const double last = static_cast<double>(past_.size() - 3);
  const double bounded = std::clamp(position, 1., last);
  const auto at = static_cast<std::size_t>(bounded);
  const auto t = static_cast<float>(bounded - static_cast<double>(at));
  const StereoFrame a = past[at - 1], b = past[at], c = past[at + 1], d = past[at + 2];
  return b + 0.5f * t * (c - a + t * (2.f * a - 5.f * b + 4.f * c - d + t * (3.f * (b - c) + d - a)));
}

}  // namespace aeolian
