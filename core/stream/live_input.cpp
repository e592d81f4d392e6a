// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/live_input.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace aeolian {
namespace {

constexpr double first_reserve_s = 0.01, longest_reserve_s = 0.1;
constexpr double longest_backlog_s = 0.1;  // beyond the reserve

}  // namespace

void LiveInput::fill(std::span<float> step) {
  if (has_new_rate()) flows_ = false;
  std::size_t made = 0;
  if (rate_ > 0) {
    const double ratio = static_cast<double>(rate_) / stream_.sample_rate();
    const auto wanted = static_cast<std::size_t>(ratio * static_cast<double>(step.size())) + 1;
    drop_old(wanted);
    if (!flows_) flows_ = stream_.heard() >= wanted + reserve();
    if (flows_) made = read(step);
    if (flows_ && made < step.size()) {
      flows_ = false;
      reserve_s_ = std::min(2. * reserve_s_, longest_reserve_s);
    }
  }
  std::ranges::fill(step.subspan(made), 0.f);
  float peak = 0.f;
  for (const float sample : step) peak = std::max(peak, std::abs(sample));
  stream_.counters().input_peak.store(peak, std::memory_order_relaxed);
}

/** Follows the device's process, which may have opened an input at another rate, or none. */
bool LiveInput::has_new_rate() {
  const std::uint32_t rate = stream_.counters().input_rate.load(std::memory_order_acquire);
  if (rate == std::exchange(rate_, rate)) return false;
  resampler_.reset();
  unread_ = {};
  reserve_s_ = first_reserve_s;
  if (rate == 0 || static_cast<int>(rate) == stream_.sample_rate()) return true;
  // libsamplerate allocates here: once for each input that is opened, not while it plays on.
  if (auto resampler = StreamResampler::create(static_cast<int>(rate), stream_.sample_rate())) {
    resampler_ = std::move(*resampler);
  } else {
    rate_ = 0;
  }
  return true;
}

std::size_t LiveInput::reserve() const {
  return static_cast<std::size_t>(reserve_s_ * rate_);
}

void LiveInput::drop_old(std::size_t step) {
  const std::size_t most = step + reserve() + static_cast<std::size_t>(longest_backlog_s * rate_);
  std::array<float, piece> dropped;
  while (stream_.heard() > most) stream_.take_heard(dropped);
}

std::size_t LiveInput::read(std::span<float> out) {
  std::size_t made = 0;
  while (made < out.size()) {
    if (unread_.empty()) {
      std::array<float, piece> samples;
      const std::size_t count = stream_.take_heard(samples);
      if (count == 0) break;
      std::ranges::transform(std::span(samples).first(count), pending_.begin(), centred);
      unread_ = std::span(pending_).first(count);
    }
    const auto room = std::span(made_).first(std::min(piece, out.size() - made));
    std::size_t count = std::min(room.size(), unread_.size());
    if (resampler_) {
      count = resampler_->process(unread_, room);
    } else {
      std::ranges::copy(unread_.first(count), room.begin());
      unread_ = unread_.subspan(count);
    }
    std::ranges::transform(room.first(count), out.begin() + static_cast<std::ptrdiff_t>(made),
                           &StereoFrame::mid);
    made += count;
  }
  return made;
}

}  // namespace aeolian
