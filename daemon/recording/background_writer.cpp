// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/recording/background_writer.h"

#include <chrono>
#include <utility>

#include "core/within_memory.h"

namespace aeolian::daemon {
namespace {

constexpr std::chrono::milliseconds write_interval{50};
constexpr std::size_t frames_at_once = 16384;

}  // namespace

BackgroundWriter::BackgroundWriter(Write write, std::size_t pairs)
    : write_(std::move(write)), ring_(pairs), taken_(frames_at_once, pairs) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

BackgroundWriter::~BackgroundWriter() {
  (void)finish();
}

void BackgroundWriter::push(ConstPairedFrames frames) noexcept {
  const std::size_t taken = failed() ? 0 : ring_.push(frames);
  lost_.fetch_add(frames.size() - taken, std::memory_order_relaxed);
}

ErrorOr<void> BackgroundWriter::finish() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  return result_;
}

void BackgroundWriter::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, write_interval, [] { return false; });
    lock.unlock();
    write_some();
  }
  write_some();  // frames that arrived after the last poll
}

void BackgroundWriter::write_some() {
  const PairedFrames frames = taken_.frames();
  for (std::size_t count = 0; !failed() && (count = ring_.pop(frames)) > 0;) {
    if (!finishes_within_memory([&] { result_ = write_(frames.first(count)); })) {
      lost_.fetch_add(count, std::memory_order_relaxed);
    } else if (result_) {
      written_.fetch_add(count, std::memory_order_relaxed);
    } else {
      lost_.fetch_add(count + ring_.size(), std::memory_order_relaxed);
      failed_.store(true, std::memory_order_release);
    }
  }
}

}  // namespace aeolian::daemon
