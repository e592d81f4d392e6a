// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>

#include "core/error.h"
#include "core/file_descriptor.h"
#include "trainer/rendezvous/rank_message.h"

namespace aeolian::trainer {

/**
 * A connection counts as lost after this long without a sign of life, which each side sends every two
 * seconds.
 */
inline constexpr std::chrono::seconds longest_silence{20};

/**
 * Exchanges messages with one other process over TCP, each preceded by its length. A thread of its own reads
 * them and sends signs of life. Until trust() is called, messages must be short and few; anything else ends
 * the connection. Any thread may call; one thread receives.
 */
class RankConnection {
 public:
  using Clock = std::chrono::steady_clock;

  explicit RankConnection(FileDescriptor socket);
  ~RankConnection();
  RankConnection(const RankConnection&) = delete;
  RankConnection& operator=(const RankConnection&) = delete;

  /** Connects to a host, whose name is resolved. */
  static ErrorOr<FileDescriptor> connect(const std::string& host, std::uint16_t port);

  /** Sends a message; if that fails, the connection is lost. */
  void send(const RankMessage& message);

  /**
   * Returns the next message; nothing if none arrives by `until`, or if the connection is lost and all
   * messages are read.
   */
  std::optional<RankMessage> receive(Clock::time_point until);
  std::optional<RankMessage> try_receive() { return receive({}); }

  /** Returns the next message of this kind; earlier messages of other kinds are dropped. */
  template <class Kind>
  std::optional<Kind> receive_only(Clock::time_point until) {
    while (auto message = receive(until))
      if (auto* const wanted = std::get_if<Kind>(&*message)) return std::move(*wanted);
    return std::nullopt;
  }

  /** Allows messages of any length that a training needs. */
  void trust() { is_trusted_ = true; }

  /** Closes the connection from this side. Messages already received can still be read. */
  void close(const std::string& reason);

  bool is_lost() const;
  std::string why_lost() const;

  std::string local_address() const;  ///< numeric, without the port
  std::string peer_address() const;   ///< the other side's, likewise

 private:
  void read_until_lost();
  void take_frames(std::string& bytes);
  void say_still_here();
  bool write(const std::string& bytes);

  FileDescriptor socket_;
  std::atomic<bool> is_trusted_{false};
  std::mutex write_mutex_;
  mutable std::mutex mutex_;  // guards the members below
  std::condition_variable arrived_;
  std::deque<RankMessage> messages_;
  std::string why_lost_;
  std::jthread reader_;
};

}  // namespace aeolian::trainer
