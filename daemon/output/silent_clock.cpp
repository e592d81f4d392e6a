// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/silent_clock.h"

#include <utility>

namespace aeolian {
namespace {

constexpr std::chrono::milliseconds longest_debt{100};

}  // namespace

ErrorOr<std::unique_ptr<SilentClock>> SilentClock::create(SharedStream& stream) {
  auto playback = Playback::create(stream, stream.sample_rate());
  if (!playback) {
    return tl::unexpected(playback.error());
  }
  const auto block = static_cast<std::size_t>(stream.sample_rate() * period.count() / 1000);
  return std::unique_ptr<SilentClock>(new SilentClock(std::move(*playback), block));
}

SilentClock::SilentClock(std::unique_ptr<Playback> playback, std::size_t block)
    : playback_(std::move(playback)), block_(block) {
  restart();
}

void SilentClock::restart() {
  due_ = std::chrono::steady_clock::now() + period;
}

void SilentClock::tick() {
  const auto now = std::chrono::steady_clock::now();
  if (now - due_ > longest_debt) {
    due_ = now;
  }
  while (due_ <= now) {
    playback_->render(block_, due_);
    due_ += period;
  }
}

}  // namespace aeolian
