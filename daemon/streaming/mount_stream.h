// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>

#include "core/audio/stereo_frame.h"
#include "core/control/control_interface.h"
#include "core/stream/spsc_ring.h"
#include "daemon/streaming/icecast_connection.h"
#include "daemon/streaming/ogg_encoder.h"
#include "daemon/streaming/stream_settings.h"

namespace aeolian::daemon {

/**
 * A stream to one mount: a ring of sound, and a thread that encodes and sends it. A connection that is lost,
 * or cannot be made, is retried for as long as the stream is on; each new one begins with the sound of that
 * moment. Any thread may call any method, except as stated.
 */
class MountStream {
 public:
  static constexpr std::size_t room = std::size_t{1} << 18;  ///< frames: 5.9 s at 44.1 kHz

  /** For frames at `sample_rate` Hz; off at first. */
  MountStream(StreamSettings settings, std::string mount, int sample_rate);
  /** Sends the rest. Waits for the thread, which may wait for the resolution of the host's name. */
  ~MountStream();
  MountStream(const MountStream&) = delete;
  MountStream& operator=(const MountStream&) = delete;

  /** Turns the stream on or off; takes effect within a twentieth of a second. */
  void set_on(bool on) { on_.store(on, std::memory_order_relaxed); }

  /**
   * Sets the title from the next pages on; of several within ten seconds, the last one counts. A stream
   * begins with one.
   */
  void set_title(const std::string& title);

  /** Passes on sound without waiting. Frames that do not fit are lost, and counted. One thread. */
  void push(std::span<const StereoFrame> frames) noexcept;

  /** Ends the thread as soon as possible, without waiting for it; has_ended() tells when. */
  void end() { thread_.request_stop(); }
  bool has_ended() const { return has_ended_.load(std::memory_order_acquire); }

  StreamReport report() const;

 private:
  using Clock = std::chrono::steady_clock;

  void run(const std::stop_token& stop);
  void advance();
  void connect();
  void begin();
  void stream();
  void follow_title();
  bool keeps_up();
  void encode();
  void send_pages();
  void finish();
  void lose(const LostConnection& lost);
  void skip_sound();
  void tell(std::string state, std::string why = {});
  StreamTags tags() const;

  const StreamSettings settings_;
  const std::string mount_;
  const int sample_rate_;
  SpscRing<StereoFrame, room> ring_;
  std::atomic<bool> on_{false}, is_streaming_{false}, has_ended_{false};
  std::atomic<std::uint64_t> lost_{0}, bytes_{0}, reconnects_{0};

  mutable std::mutex mutex_;  // guards the three below
  std::string title_, state_ = "stopped", why_;

  // Used only by the thread.
  std::unique_ptr<IcecastConnection> connection_;
  std::unique_ptr<OggEncoder> encoder_;  // null until the server has accepted the stream
  std::string sent_title_;
  Clock::time_point next_title_, next_try_;
  Clock::time_point kept_up_;  ///< when the server had last taken enough
  Clock::duration pause_{};    ///< before the next attempt
  bool was_streaming_ = false;
  std::string last_complaint_;

  std::jthread thread_;
};

}  // namespace aeolian::daemon
