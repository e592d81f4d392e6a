// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/streaming/mount_stream.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/within_memory.h"

namespace aeolian::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds work_interval{20};
constexpr seconds title_interval{10};
constexpr milliseconds first_retry{500};
constexpr seconds longest_retry{4};
constexpr seconds retry_if_refused{10};
constexpr seconds patience_with_server{10};
constexpr milliseconds patience_to_finish{300};
constexpr std::size_t most_unsent = 1 << 17;   // bytes
constexpr std::size_t block_to_encode = 4096;  // frames

}  // namespace

MountStream::MountStream(StreamSettings settings, std::string mount, int sample_rate)
    : settings_(std::move(settings)), mount_(std::move(mount)), sample_rate_(sample_rate) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

MountStream::~MountStream() {
  thread_ = std::jthread();
}

void MountStream::set_title(const std::string& title) {
  const std::lock_guard lock(mutex_);
  title_ = title;
}

void MountStream::push(std::span<const StereoFrame> frames) noexcept {
  if (!is_streaming_.load(std::memory_order_relaxed)) return;
  const std::size_t taken = ring_.push(frames);
  lost_.fetch_add(frames.size() - taken, std::memory_order_relaxed);
}

StreamReport MountStream::report() const {
  const std::lock_guard lock(mutex_);
  return {.mount = mount_,
          .state = state_,
          .why = why_,
          .bytes = bytes_.load(std::memory_order_relaxed),
          .reconnects = reconnects_.load(std::memory_order_relaxed),
          .lost_s = static_cast<double>(lost_.load(std::memory_order_relaxed)) / sample_rate_};
}

void MountStream::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    finishes_within_memory([this] { advance(); });  // if not, it continues with the remaining sound
    std::this_thread::sleep_for(work_interval);
  }
  finishes_within_memory([this] { finish(); });
  has_ended_.store(true, std::memory_order_release);
}

void MountStream::advance() {
  if (!on_.load(std::memory_order_relaxed)) return finish();
  if (!connection_) return connect();
  if (encoder_) return stream();
  const auto accepted = connection_->is_accepted();
  if (!accepted) return lose(accepted.error());
  if (*accepted) return begin();
  if (Clock::now() - kept_up_ > patience_with_server) lose({.why = "the server does not answer"});
}

void MountStream::connect() {
  if (Clock::now() < next_try_) return;
  tell("connecting", why_);
  // Read again each time, so that a corrected file needs no restart.
  const auto password = password_of(settings_);
  if (!password) return lose({.why = password.error().message, .is_refused = true});
  auto begun = IcecastConnection::begin(settings_, mount_, *password, sample_rate_);
  if (!begun) return lose(begun.error());
  connection_ = std::move(*begun);
  kept_up_ = Clock::now();
}

/** Begins the stream with the present sound, once it has a title. */
void MountStream::begin() {
  const StreamTags first = tags();
  if (first.title.empty()) return;
  auto encoder = stream_format_of(settings_, mount_) == StreamFormat::opus
                     ? make_opus_encoder(sample_rate_, settings_.bitrate, first)
                     : make_flac_encoder(sample_rate_, first);
  if (!encoder) return lose({.why = encoder.error().message});
  encoder_ = std::move(*encoder);
  sent_title_ = first.title;
  next_title_ = kept_up_ = Clock::now();
  skip_sound();
  is_streaming_.store(true, std::memory_order_relaxed);
  if (std::exchange(was_streaming_, true)) reconnects_.fetch_add(1, std::memory_order_relaxed);
  pause_ = {};
  last_complaint_.clear();
  spdlog::info("streaming to {}:{}{}", settings_.host, settings_.port, mount_);
  tell("streaming");
}

void MountStream::stream() {
  if (!keeps_up()) return;
  follow_title();
  encode();
}

/** Whether the server takes the bytes sent to it; if not, sound waits in the ring. */
bool MountStream::keeps_up() {
  if (const auto sent = connection_->send({}); !sent) {
    lose(sent.error());
    return false;
  }
  if (connection_->waiting() <= most_unsent) {
    kept_up_ = Clock::now();
    return true;
  }
  if (Clock::now() - kept_up_ > patience_with_server) lose({.why = "the server no longer accepts data"});
  return false;
}

void MountStream::follow_title() {
  const StreamTags now = tags();
  if (now.title == sent_title_ || Clock::now() < next_title_) return;
  next_title_ = Clock::now() + title_interval;
  sent_title_ = now.title;
  if (const auto begun = encoder_->retitle(now); !begun) lose({.why = begun.error().message});
}

void MountStream::encode() {
  std::array<StereoFrame, block_to_encode> frames;
  for (std::size_t count = 0; encoder_ && (count = ring_.pop(frames)) > 0;) {
    if (const auto written = encoder_->write(std::span<const StereoFrame>(frames).first(count)); !written) {
      return lose({.why = written.error().message});
    }
    send_pages();
  }
}

void MountStream::send_pages() {
  const std::string pages = encoder_->take_pages();
  if (pages.empty()) return;
  if (const auto sent = connection_->send(pages); !sent) return lose(sent.error());
  bytes_.fetch_add(pages.size(), std::memory_order_relaxed);
}

/** Called when turned off: ends the logical stream and the connection. */
void MountStream::finish() {
  if (encoder_) {
    encode();
    if (encoder_ && encoder_->finish()) send_pages();
    const auto until = Clock::now() + patience_to_finish;
    while (connection_ && connection_->waiting() > 0 && Clock::now() < until && connection_->send({})) {
      std::this_thread::sleep_for(work_interval);
    }
    spdlog::info("the stream to {} has ended", mount_);
  }
  is_streaming_.store(false, std::memory_order_relaxed);
  encoder_.reset();
  connection_.reset();
  was_streaming_ = false;
  next_try_ = {};
  pause_ = {};
  last_complaint_.clear();
  tell("stopped");
}

void MountStream::lose(const LostConnection& lost) {
  is_streaming_.store(false, std::memory_order_relaxed);
  encoder_.reset();
  connection_.reset();
  pause_ = lost.is_refused ? Clock::duration(retry_if_refused)
                           : std::clamp<Clock::duration>(2 * pause_, first_retry, longest_retry);
  next_try_ = Clock::now() + pause_;
  if (lost.why != std::exchange(last_complaint_, lost.why)) {
    spdlog::warn("the stream to {}:{}{}: {}; retrying until it works", settings_.host, settings_.port, mount_,
                 lost.why);
  }
  tell("waiting", lost.why);
}

/** Skips the sound from before the stream began. */
void MountStream::skip_sound() {
  std::array<StereoFrame, block_to_encode> frames;
  while (ring_.pop(frames) > 0) {
  }
}

void MountStream::tell(std::string state, std::string why) {
  const std::lock_guard lock(mutex_);
  state_ = std::move(state);
  why_ = std::move(why);
}

StreamTags MountStream::tags() const {
  const std::lock_guard lock(mutex_);
  return {.title = settings_.titles ? title_ : settings_.name, .artist = settings_.name};
}

}  // namespace aeolian::daemon
