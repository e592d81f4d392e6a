// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/handover.h"

#include <algorithm>

namespace aeolian::daemon {
namespace {

constexpr double fade_s = 0.08;

/** Multiplies frame `at` of every pair. */
void scale(PairedFrames frames, std::size_t at, float factor) noexcept AEOLIAN_NONBLOCKING {
  for (std::size_t pair = 0; pair < frames.pairs(); ++pair) frames.pair(pair)[at] *= factor;
}

}  // namespace

Handover::Plan Handover::plan(double rate, double leaving_s, double arriving_s, std::size_t block) {
  const auto lead = std::max(2 * block, static_cast<std::size_t>(0.05 * rate));
  const double later = std::max(arriving_s - leaving_s, 0.) * rate;
  return {.lead = lead,
          .hold = lead + static_cast<std::size_t>(later),
          .fade = static_cast<std::size_t>(fade_s * rate)};
}

void Handover::leave(Playback& playback, PairedFrames out) noexcept AEOLIAN_NONBLOCKING {
  const std::size_t total = plan_.hold + plan_.fade;
  const PairedFrames part = out.first(std::min(out.size(), total - left_));
  if (!part.empty()) {
    playback.render(part);
    way_.push(part);
    for (std::size_t i = 0; i < part.size(); ++i, ++left_) {
      const std::size_t faded = left_ < plan_.hold ? 0 : left_ - plan_.hold;
      scale(part, i, 1.f - static_cast<float>(faded) / static_cast<float>(plan_.fade));
    }
  }
  silence(out.subspan(part.size()));
  if (left_ == total) {
    has_left_.store(true, std::memory_order_release);
  }
}

bool Handover::arrive(Playback& playback, PairedFrames out) noexcept AEOLIAN_NONBLOCKING {
  if (!has_begun_ && way_.size() < plan_.lead && !has_left()) {
    silence(out);
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
  for (std::size_t i = 0; i < count; ++i, ++arrived_)
    scale(out, i, std::min(1.f, static_cast<float>(arrived_) / static_cast<float>(plan_.fade)));
  if (count < out.size()) {  // the leaving stream has stopped: fade in what follows
    silence(out.subspan(count));
    arrived_ = 0;
  }
  return is_alone;
}

}  // namespace aeolian::daemon
