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

namespace aeolian {

/** A UDP socket that speaks OSC with one server. One thread at a time. */
class OscClient {
 public:
  using Clock = std::chrono::steady_clock;

  /**
   * Looks `host` up (a name or an address). A server that is not there is found out by receive(); of a name
   * with several addresses, such as localhost, the first is taken that does not refuse.
   */
  static ErrorOr<std::unique_ptr<OscClient>> open(const std::string& host, std::uint16_t port);

  void send(const OscMessage& message);

  enum class Silence {
    timed_out,    ///< nothing came until the deadline
    refused,      ///< the machine says that nobody listens at the port
    interrupted,  ///< a signal came
  };
  /** The next message; packets that are no OSC are passed over. SIGINT and SIGTERM, where the caller holds
   * them back, come here and nowhere else, so that none is missed. */
  tl::expected<OscMessage, Silence> receive(Clock::time_point deadline);

 private:
  using Packet = std::vector<std::byte>;
  explicit OscClient(std::deque<FileDescriptor> sockets) : sockets_(std::move(sockets)) {}
  void transmit(const Packet& packet);
  bool try_next_address();

  std::deque<FileDescriptor> sockets_;  ///< connected, the one in use first
  std::vector<Packet> unanswered_;      ///< sent before anything came
  bool was_answered_ = false;
  std::deque<OscMessage> received_;
};

}  // namespace aeolian
