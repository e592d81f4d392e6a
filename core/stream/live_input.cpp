// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/live_input.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace aeolian {
namespace {

constexpr double first_wait_s = 0.01, least_reserve_s = 0.002, longest_reserve_s = 0.1;
constexpr double longest_backlog_s = 0.1;  // beyond the reserve and a block; skipped at once
constexpr double least_gain_s = 0.001;     // minimum shortening of the wait by skipping
constexpr std::size_t longest_wait = SharedStream::ring_capacity;  // frames, several of the longest steps
constexpr double judged_s = 2., calm_s = 60.;
constexpr std::size_t fade = 64;  // frames

/** A smooth rise from 0 to 1. */
float rise(std::size_t i, std::size_t count) {
  const float done = (static_cast<float>(i) + .5f) / static_cast<float>(count);
  return .5f - .5f * std::cos(std::numbers::pi_v<float> * done);
}

}  // namespace

LiveInput::LiveInput(SharedStream& stream)
    : stream_(stream), read_(longest_wait), reserve_(frames_in(least_reserve_s)) {}

void LiveInput::fill(std::span<float> step) {
  if (has_new_rate()) flows_ = false, waiting_ = 0;
  std::ranges::fill(step, 0.f);
  if (rate_ > 0) {
    read_all();
    hear(step);
  }
  float peak = 0.f;
  for (const float sample : step) peak = std::max(peak, std::abs(sample));
  stream_.counters().input_peak.store(peak, std::memory_order_relaxed);
}

void LiveInput::hear(std::span<float> step) {
  if (!flows_) {
    if (waiting_ < step.size() + std::max(reserve_, frames_in(first_wait_s))) return;
    flows_ = true;
    judge_anew();
  }
  if (waiting_ < step.size()) return come_late(step);
  const std::size_t left = waiting_ - step.size();
  least_left_ = std::min(least_left_, left);
  judged_frames_ += step.size();
  calm_frames_ += step.size();
  const std::size_t block = stream_.counters().block.load(std::memory_order_relaxed);
  const bool is_judged = judged_frames_ >= frames_in(judged_s);
  std::size_t needless = 0;
  if (left > reserve_ + frames_in(longest_backlog_s) + block) {
    needless = left - reserve_;
  } else if (is_judged && least_left_ > reserve_ + frames_in(least_gain_s)) {
    needless = least_left_ - reserve_;
  }
  leave_out(needless, step);
  if (is_judged || needless > 0) judge_anew();
  if (calm_frames_ >= frames_in(calm_s)) {
    reserve_ = std::max(reserve_ / 2, frames_in(least_reserve_s));
    calm_frames_ = 0;
  }
}

/** Plays silence until a longer reserve has arrived. */
void LiveInput::come_late(std::span<float> step) {
  reserve_ = std::min(2 * reserve_, frames_in(longest_reserve_s));
  flows_ = waiting_ > reserve_;
  if (flows_) pop(step.last(waiting_ - reserve_));
  judge_anew();
  calm_frames_ = 0;
}

/** Skips `count` of the waiting frames; `step` cross-fades from the first of them to those that follow. */
void LiveInput::leave_out(std::size_t count, std::span<float> step) {
  std::array<float, fade> before{};
  const std::size_t faded = std::min({fade, count, step.size()});
  std::ranges::copy(std::span(read_).first(faded), before.begin());
  pop(step, count);
  for (std::size_t i = 0; i < faded; ++i) step[i] = before[i] + rise(i, faded) * (step[i] - before[i]);
}

/** Takes the next frames after `skipped` ones; enough must be waiting. */
void LiveInput::pop(std::span<float> out, std::size_t skipped) {
  std::ranges::copy(std::span(read_).subspan(skipped, out.size()), out.begin());
  waiting_ -= skipped + out.size();
  std::ranges::copy(std::span(read_).subspan(skipped + out.size(), waiting_), read_.begin());
}

void LiveInput::judge_anew() {
  judged_frames_ = 0;
  least_left_ = std::numeric_limits<std::size_t>::max();
}

std::size_t LiveInput::frames_in(double seconds) const {
  return static_cast<std::size_t>(std::lround(seconds * stream_.sample_rate()));
}

/** Follows the device's process, which may have opened an input at another rate, or none. */
bool LiveInput::has_new_rate() {
  const std::uint32_t rate = stream_.counters().input_rate.load(std::memory_order_acquire);
  if (rate == std::exchange(rate_, rate)) return false;
  resampler_.reset();
  unread_ = {};
  if (rate == 0 || static_cast<int>(rate) == stream_.sample_rate()) return true;
  // libsamplerate allocates here: once for each input that is opened, not while it plays on.
  if (auto resampler = StreamResampler::create(static_cast<int>(rate), stream_.sample_rate())) {
    resampler_ = std::move(*resampler);
  } else {
    rate_ = 0;
  }
  return true;
}

/** Reads the input that has arrived, as far as there is room. */
void LiveInput::read_all() {
  while (waiting_ < read_.size()) {
    if (unread_.empty()) {
      std::array<float, piece> samples{};
      const std::size_t count = stream_.take_heard(samples);
      if (count == 0) break;
      std::ranges::transform(std::span(samples).first(count), pending_.begin(), centred);
      unread_ = std::span(pending_).first(count);
    }
    std::array<StereoFrame, piece> made{};
    const auto room = std::span(made).first(std::min(piece, read_.size() - waiting_));
    std::size_t count = std::min(room.size(), unread_.size());
    if (resampler_) {
      count = resampler_->process(unread_, room);
    } else {
      std::ranges::copy(unread_.first(count), room.begin());
      unread_ = unread_.subspan(count);
    }
    std::ranges::transform(room.first(count), read_.begin() + static_cast<std::ptrdiff_t>(waiting_),
                           &StereoFrame::mid);
    waiting_ += count;
  }
}

}  // namespace aeolian
