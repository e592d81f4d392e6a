// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/control/control_context.h"
#include "core/control/parameters.h"
#include "core/error.h"
#include "protocols/osc/socket_address.h"
#include "protocols/oscquery/announcement.h"
#include "protocols/oscquery/answers.h"
#include "protocols/oscquery/web_access.h"

namespace aeolian::oscquery {

struct Options {
  /** Numeric; anything but a loopback address opens the server to the network. */
  std::string address = "127.0.0.1";
  std::uint16_t port = 9001;  ///< TCP; 0 = any free one
  Host host = {};
  WebAccess access = web_access_here({}, {});
  std::filesystem::path page = {};  ///< folder of the web page (PageFiles); empty = none
};

/** Counters since the server started. */
struct Counters {
  std::uint64_t requests = 0;      ///< HTTP requests
  std::uint64_t refused = 0;       ///< invalid requests and WebSocket messages
  std::uint64_t dropped = 0;       ///< connections closed to make room for others
  std::uint64_t stalled = 0;       ///< connections closed because their client did not read
  std::uint64_t updates = 0;       ///< values sent to listeners
  std::uint64_t replies_lost = 0;  ///< replies to OSC messages dropped because a client's queue was full
  /** OSC messages not carried out and replies not sent because of the client's budget. */
  std::uint64_t over_budget = 0;
};

/**
 * The OSCQuery control source, and the web page: HTTP and WebSocket on one port (web_server.h), on its own
 * thread.
 *
 * A WebSocket client that sends LISTEN receives the present value at once and then each change, as an OSC
 * packet in a binary message; if a path changes faster than `updates_per_second`, the last value is sent. A
 * binary message from a client is an OSC packet, and has the same effect as over UDP (time tags are ignored),
 * within the budget of a sender (Senders). PATH_CHANGED is sent when the encodings, presets or models have
 * changed.
 *
 * Connections, header size, paths per listening client, message size and waiting replies are limited.
 * Requests from foreign web pages are refused unless the pages are configured (web_access.h).
 */
class Server {
 public:
  static constexpr std::size_t most_paths = 256;    ///< that a client listens to
  static constexpr std::size_t most_replies = 256;  ///< waiting for one client
  static constexpr int updates_per_second = 60;     ///< of one path

  /**
   * Opens the port and starts the thread; if other machines can reach it, it is announced by DNS-SD. `source`
   * is the server's own control source.
   */
  static ErrorOr<std::unique_ptr<Server>> start(const Options& options, const ControlContext& context,
                                                Parameters::Source source);
  /** Closes all connections and ends the thread. */
  ~Server();

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return address().port(); }  ///< in use
  osc::SocketAddress address() const;                      ///< in use
  Counters counters() const;                               ///< any thread

 private:
  class Service;
  Server(const osc::SocketAddress& address, std::unique_ptr<Service> service);

  osc::SocketAddress address_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<Announcement> announcement_;  ///< if other machines can reach the port
};

}  // namespace aeolian::oscquery
