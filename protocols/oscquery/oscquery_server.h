// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "core/control/control_context.h"
#include "core/control/parameters.h"
#include "core/error.h"
#include "protocols/osc/socket_address.h"
#include "protocols/oscquery/announcement.h"
#include "protocols/oscquery/answers.h"
#include "protocols/oscquery/web_access.h"

namespace aeolian {

struct OscQueryOptions {
  std::string address =
      "127.0.0.1";            ///< numeric; anything but a loopback address opens the server to the network
  std::uint16_t port = 9001;  ///< TCP; 0 = any free one
  OscHost host = {};
  WebAccess access = web_access_here({}, {});
};

/** What the server has seen since it started. */
struct OscQueryCounters {
  std::uint64_t requests = 0;      ///< of HTTP
  std::uint64_t refused = 0;       ///< requests and WebSocket messages that were not in order
  std::uint64_t dropped = 0;       ///< connections that had to go for others
  std::uint64_t updates = 0;       ///< values sent to those who listen
  std::uint64_t replies_lost = 0;  ///< answers to OSC messages for which a client had no room
  std::uint64_t over_budget = 0;   ///< OSC messages not done and replies not sent: their client asks too much
};

/**
 * The OSCQuery control source: HTTP and WebSocket on one port (web_server.h), on a thread of its own.
 *
 * A WebSocket client that says LISTEN is sent the present value at once and then each change, as an OSC
 * packet in a binary message; of a path that changes faster than `updates_per_second` the last value is sent.
 * A binary message from a client is an OSC packet, and does what it would do over UDP (time tags are not
 * waited for), within the budget that a sender has there (Senders). PATH_CHANGED tells when the encodings,
 * presets or models are others than they were.
 *
 * Bounded in connections, header size, paths that one client listens to, message size and answers that wait.
 * Requests that a foreign web page sent are refused, unless it is configured (web_access.h).
 */
class OscQueryServer {
 public:
  static constexpr std::size_t most_paths = 256;    ///< a client listens to
  static constexpr std::size_t most_replies = 256;  ///< that wait for one client
  static constexpr int updates_per_second = 60;     ///< of one path

  /**
   * Opens the port and starts the thread; what others can reach is announced by DNS-SD. `source` is the
   * control source's own in the parameters.
   */
  static ErrorOr<std::unique_ptr<OscQueryServer>> start(const OscQueryOptions& options,
                                                        const ControlContext& context,
                                                        Parameters::Source source);
  /** Closes all connections and ends the thread. */
  ~OscQueryServer();

  OscQueryServer(const OscQueryServer&) = delete;
  OscQueryServer& operator=(const OscQueryServer&) = delete;

  std::uint16_t port() const { return address().port(); }  ///< in use
  SocketAddress address() const;                           ///< in use
  OscQueryCounters counters() const;                       ///< any thread

 private:
  class Service;
  OscQueryServer(const SocketAddress& address, std::unique_ptr<Service> service);

  SocketAddress address_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<Announcement> announcement_;  ///< where others than this machine can reach the port
};

}  // namespace aeolian
