#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "core/error.h"
#include "protocols/osc/message.h"

namespace aeolian {

/** A UDP socket that speaks OSC with one server. One thread at a time. */
class OscClient {
 public:
  using Clock = std::chrono::steady_clock;

  /** Looks `host` up (a name or an address). A server that is not there is found out by receive(). */
  static ErrorOr<std::unique_ptr<OscClient>> open(const std::string& host, std::uint16_t port);
  ~OscClient();
  OscClient(const OscClient&) = delete;
  OscClient& operator=(const OscClient&) = delete;

  void send(const OscMessage& message);

  enum class Silence {
    timed_out,    ///< nothing came until the deadline
    refused,      ///< the machine says that nobody listens at the port
    interrupted,  ///< a signal came
  };
  /** The next message; packets that are no OSC are passed over. */
  tl::expected<OscMessage, Silence> receive(Clock::time_point deadline);

 private:
  explicit OscClient(int socket) : socket_(socket) {}

  const int socket_;
  std::deque<OscMessage> received_;
};

}  // namespace aeolian
