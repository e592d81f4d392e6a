// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/file_descriptor.h"
#include "protocols/osc/message.h"

namespace aeolian::ctl {

/** A UDP socket that exchanges OSC messages with one server. One thread at a time. */
class OscClient {
 public:
  using Clock = std::chrono::steady_clock;

  /**
   * Looks up `host` (a name or an address). Only receive() shows whether the server is there. If a name has
   * several addresses, as localhost may, the first one that does not refuse is used.
   */
  static ErrorOr<std::unique_ptr<OscClient>> open(const std::string& host, std::uint16_t port);

  void send(const osc::Message& message);

  /** Whether the server has an address of another machine, or one by which other machines reach this one. */
  bool is_far() const;

  enum class Silence {
    timed_out,    ///< nothing arrived before the deadline
    refused,      ///< nothing is listening on the port
    interrupted,  ///< by a signal
  };
  /**
   * Waits for the next message, skipping packets that are not OSC. SIGINT and SIGTERM, which the caller
   * blocks, are delivered only here, so that none is missed.
   */
  tl::expected<osc::Message, Silence> receive(Clock::time_point deadline);

 private:
  using Packet = std::vector<std::byte>;
  explicit OscClient(std::deque<FileDescriptor> sockets) : sockets_(std::move(sockets)) {}
  void transmit(const Packet& packet);
  bool try_next_address();

  std::deque<FileDescriptor> sockets_;  ///< connected, the one in use first
  std::vector<Packet> unanswered_;      ///< sent before anything was received
  bool was_answered_ = false;
  std::deque<osc::Message> received_;
};

}  // namespace aeolian::ctl
