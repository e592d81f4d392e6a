// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/block_clock.h"

#include <utility>

namespace aeolian::daemon {
namespace {

constexpr std::chrono::milliseconds longest_debt{100};
constexpr std::size_t resampling_reserve = 128;  // frames that a resampler may read beyond a block

std::size_t block_at(int rate) {
  return static_cast<std::size_t>(rate * BlockClock::period.count() / 1000);
}

}  // namespace

ErrorOr<std::unique_ptr<BlockClock>> BlockClock::create(SharedStream& stream, int rate) {
  if (rate == 0) rate = stream.sample_rate();
  auto playback = Playback::create(stream, rate);
  if (!playback) {
    return tl::unexpected(playback.error());
  }
  return std::unique_ptr<BlockClock>(new BlockClock(stream, std::move(*playback), rate));
}

BlockClock::BlockClock(SharedStream& stream, std::unique_ptr<Playback> playback, int rate)
    : stream_(stream),
      playback_(std::move(playback)),
      block_(block_at(rate), stream.pairs()),
      needed_(rate == stream.sample_rate() ? block_.size()
                                           : block_at(stream.sample_rate()) + resampling_reserve) {
  restart();
}

void BlockClock::restart() {
  due_ = std::chrono::steady_clock::now() + period;
  playback_->take_over();
}

void BlockClock::tick(const Take& take) {
  const auto now = std::chrono::steady_clock::now();
  if (now - due_ > longest_debt) {
    due_ = now;
  }
  while (due_ <= now) {
    playback_->render(block_.frames(), due_);
    take(block_.frames());
    due_ += period;
  }
}

bool BlockClock::advance(const Take& take) {
  if (stream_.fill() < needed_) return false;
  playback_->render(block_.frames());
  take(block_.frames());
  return true;
}

}  // namespace aeolian::daemon
