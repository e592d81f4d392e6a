// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "core/error.h"
#include "core/file_descriptor.h"
#include "protocols/osc/socket_address.h"
#include "protocols/oscquery/answers.h"
#include "protocols/oscquery/http_request.h"
#include "protocols/oscquery/outbox.h"
#include "protocols/oscquery/web_access.h"

namespace aeolian {

/**
 * HTTP/1.1 (RFC 9110, 9112) and WebSocket (RFC 6455) on one port, by Boost.Beast, on the one thread that
 * calls run().
 *
 * Bounded in everything that a client chooses. A newcomer is never kept waiting for those who came before: of
 * the connections that ask by HTTP, and of the WebSockets, the one that has been idle for the longest goes
 * when there are too many.
 */
class WebServer {
 public:
  using Clock = std::chrono::steady_clock;
  using ClientId = std::uint64_t;  ///< of a WebSocket, from 1 on; never used twice

  static constexpr std::size_t most_visitors = 64;               ///< connections that ask by HTTP
  static constexpr std::size_t most_clients = 32;                ///< WebSockets
  static constexpr std::size_t max_message_size = 16384;         ///< bytes, from a client
  static constexpr auto request_time = std::chrono::seconds(5);  ///< for a request to come whole
  static constexpr auto idle_time = std::chrono::seconds(15);    ///< between two requests
  static constexpr auto answer_time = std::chrono::seconds(10);  ///< in which some of an answer must be taken
  /** After which a client has gone; it is asked by a ping at half of it. */
  static constexpr auto silence_time = std::chrono::seconds(40);

  /** What the server serves. run() calls it, on its own thread. */
  class Handler {
   public:
    virtual ~Handler() = default;
    /** To a GET or HEAD that is in order. */
    virtual HttpAnswer answer(const HttpRequest& request) = 0;
    /** A WebSocket from the address `from`. */
    virtual void opened(ClientId client, const SocketAddress& from) = 0;
    virtual void received(ClientId client, bool binary, std::string_view message) = 0;
    virtual void closed(ClientId client) = 0;
    /** Whether a client awaits something; one that does not can go for another. */
    virtual bool is_awaiting(ClientId client) const = 0;
    /** What is to be sent to a client next; it is asked whenever the last message has gone. */
    virtual std::optional<WebSocketMessage> next_message(ClientId client) = 0;
    /** Does what is due, and says when something will be. Called in every turn, and after wake(). */
    virtual std::optional<Clock::time_point> run_due(Clock::time_point now) = 0;
  };

  /** What has been seen since the start. */
  struct Counters {
    std::uint64_t requests = 0;
    std::uint64_t refused = 0;  ///< requests and WebSockets that were not in order
    std::uint64_t dropped = 0;  ///< connections that had to go for others
  };

  /** Port 0 = any free one. The handler outlives the server. */
  static ErrorOr<std::unique_ptr<WebServer>> open(const SocketAddress& address, WebAccess access,
                                                  Handler& handler);
  ~WebServer();
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;

  /** Serves until stop(). */
  void run();
  /** Any thread. */
  void stop();
  /** Has run() turn round at once. Any thread. */
  void wake();
  /** Serves a connection that is open already, to `from`. Before run(), or on its thread. */
  void serve(FileDescriptor socket, const SocketAddress& from);

  std::uint16_t port() const;
  Counters counters() const;  ///< any thread

 private:
  class Loop;
  explicit WebServer(std::unique_ptr<Loop> loop);

  std::unique_ptr<Loop> loop_;
};

}  // namespace aeolian
