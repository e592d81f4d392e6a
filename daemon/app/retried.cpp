// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/app/retried.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace aeolian::daemon {
namespace {

constexpr std::chrono::milliseconds first_pause{500}, longest_pause{5000};

}  // namespace

void Retried::poll(Clock::time_point now) {
  if (open_ && parts_.is_lost && parts_.is_lost()) {
    open_ = false;
    pause_ = {};
  }
  if (open_ || now < next_) return;
  const auto opened = parts_.open();
  open_ = opened.has_value();
  if (opened) {
    if (told_) spdlog::info("{}: works now", parts_.name);
    told_ = false;
    return;
  }
  if (!told_) {
    spdlog::warn("{}: {}; playing on and retrying until it works", parts_.name, opened.error().message);
  }
  told_ = true;
  pause_ = std::clamp<Clock::duration>(pause_ * 2, first_pause, longest_pause);
  next_ = now + pause_;
}

}  // namespace aeolian::daemon
