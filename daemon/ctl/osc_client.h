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

/** A UDP socket that exchanges OSC with one server. One thread at a time. */
class OscClient {
 public:
  using Clock = std::chrono::steady_clock;

  /**
   * Looks up `host` (a name or an address). Whether the server is there shows in receive(); if a name has
   * several addresses, such as localhost, the first one that does not refuse is used.
   */
  static ErrorOr<std::unique_ptr<OscClient>> open(const std::string& host, std::uint16_t port);

  void send(const osc::Message& message);

  /** Whether the server is at an address of another machine, or at one by which others reach this one. */
  bool is_far() const;

  enum class Silence {
    timed_out,    ///< nothing came until the deadline
    refused,      ///< nothing is listening at the port
    interrupted,  ///< a signal came
  };
  /**
   * The next message; packets that are not OSC are skipped. SIGINT and SIGTERM, which the caller blocks, are
   * received only here, so that none is missed.
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
