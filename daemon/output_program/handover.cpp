// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/handover.h"

#include <algorithm>

namespace aeolian {
namespace {

constexpr double fade_s = 0.08;

}  // namespace

Handover::Plan Handover::plan(double rate, double leaving_s, double arriving_s, std::size_t block) {
  const auto lead = std::max(2 * block, static_cast<std::size_t>(0.05 * rate));
  const double later = std::max(arriving_s - leaving_s, 0.) * rate;
  return {.lead = lead,
          .hold = lead + static_cast<std::size_t>(later),
          .fade = static_cast<std::size_t>(fade_s * rate)};
}

void Handover::leave(Playback& playback, std::span<StereoFrame> out) noexcept AEOLIAN_NONBLOCKING {
  const std::size_t total = plan_.hold + plan_.fade;
  const std::span part = out.first(std::min(out.size(), total - left_));
  if (!part.empty()) {
    playback.render(part);
    way_.push(part);
    for (StereoFrame& frame : part) {
      const std::size_t faded = left_ < plan_.hold ? 0 : left_ - plan_.hold;
      frame *= 1.f - static_cast<float>(faded) / static_cast<float>(plan_.fade);
      ++left_;
    }
  }
  std::ranges::fill(out.subspan(part.size()), StereoFrame());
  if (left_ == total) {
    has_left_.store(true, std::memory_order_release);
  }
}

bool Handover::arrive(Playback& playback, std::span<StereoFrame> out) noexcept AEOLIAN_NONBLOCKING {
  if (!has_begun_ && way_.size() < plan_.lead && !has_left()) {
    std::ranges::fill(out, StereoFrame());
    return false;
  }
  has_begun_ = true;
  std::size_t count = way_.pop(out);
  bool is_alone = false;
  if (count < out.size() && has_left()) {
    count += way_.pop(out.subspan(count));  // frames that arrived between the two reads
    if (count < out.size()) {
      playback.render(out.subspan(count));
      count = out.size();
      is_alone = true;
    }
  }
  for (StereoFrame& frame : out.first(count)) {
    frame *= std::min(1.f, static_cast<float>(arrived_) / static_cast<float>(plan_.fade));
    ++arrived_;
  }
  if (count < out.size()) {  // the leaving stream has stopped: fade in the following ones
    std::ranges::fill(out.subspan(count), StereoFrame());
    arrived_ = 0;
  }
  return is_alone;
}

}  // namespace aeolian
