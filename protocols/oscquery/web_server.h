// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "core/error.h"
#include "core/file_descriptor.h"
#include "protocols/osc/socket_address.h"
#include "protocols/oscquery/answers.h"
#include "protocols/oscquery/http_request.h"
#include "protocols/oscquery/outbox.h"
#include "protocols/oscquery/web_access.h"

namespace aeolian::oscquery {

/**
 * HTTP/1.1 (RFC 9110, 9112) and WebSocket (RFC 6455) on one port, by Boost.Beast, on the one thread that
 * calls run().
 *
 * Everything that a client controls is bounded, and so is the cost of all clients together: in the long run
 * the thread uses no more than `share_of_core`, and it serves connections in turn. A newcomer never waits for
 * earlier connections: if there are too many HTTP connections or WebSockets, the one idle longest is closed.
 */
class WebServer {
 public:
  using Clock = std::chrono::steady_clock;
  using ClientId = std::uint64_t;  ///< of a WebSocket, or of a PUT or POST, from 1 on; never reused

  static constexpr std::size_t most_visitors = 64;               ///< HTTP connections
  static constexpr std::size_t most_clients = 64;                ///< WebSockets
  static constexpr std::size_t max_message_size = 16384;         ///< bytes, from a client
  static constexpr double share_of_core = .2;                    ///< that the thread may use
  static constexpr auto request_time = std::chrono::seconds(5);  ///< for a complete request
  static constexpr auto idle_time = std::chrono::seconds(15);    ///< between two requests
  /** Time within which the client must read some of a response, or all of a WebSocket message. */
  static constexpr auto answer_time = std::chrono::seconds(10);
  /** After this a silent client counts as gone; at half of it, it is pinged. */
  static constexpr auto silence_time = std::chrono::seconds(40);

  /** The sender of a request. */
  struct Visitor {
    osc::SocketAddress address;
    bool may_steer = true;  ///< false = it may only look
  };

  /** The response to a PUT or POST, or the longest time to wait for it. */
  using ChangeAnswer = std::variant<HttpAnswer, Clock::duration>;

  /** The content of the server. run() calls it, on its own thread. */
  class Handler {
   public:
    virtual ~Handler() = default;
    /** Returns the response to a valid GET or HEAD. */
    virtual HttpAnswer answer(const HttpRequest& request, const Visitor& from) = 0;
    /**
     * Carries out a PUT or POST. If the response comes later, `client` is among take_ready(), and
     * take_answer() returns it; or closed() tells that nobody waits for it any more.
     */
    virtual ChangeAnswer change(ClientId client, const HttpRequest& request, const Visitor& from) = 0;
    virtual std::optional<HttpAnswer> take_answer(ClientId client) = 0;
    /** Called when a WebSocket was opened. */
    virtual void opened(ClientId client, const Visitor& from) = 0;
    virtual void received(ClientId client, bool binary, std::string_view message) = 0;
    virtual void closed(ClientId client) = 0;
    /** Whether a client listens to something; one that does not may be closed for another. */
    virtual bool is_awaiting(ClientId client) const = 0;
    /** Returns the clients that have got a message to be sent since the last call. Called regularly. */
    virtual std::vector<ClientId> take_ready() = 0;
    /**
     * Returns the next message for a client; called when it is ready or has sent something, and whenever the
     * previous message has been sent.
     */
    virtual std::optional<WebSocketMessage> next_message(ClientId client) = 0;
    /** Does what is due, and returns when to call it next. Called regularly, and after wake(). */
    virtual std::optional<Clock::time_point> run_due(Clock::time_point now) = 0;
  };

  /** Counters since the start. */
  struct Counters {
    std::uint64_t requests = 0;
    std::uint64_t refused = 0;  ///< invalid requests and WebSocket messages
    std::uint64_t dropped = 0;  ///< connections closed to make room for others
    std::uint64_t stalled = 0;  ///< connections closed because their client read nothing for answer_time
  };

  /** Opens a port; 0 = any free one. The handler must outlive the server. Tests use a shorter answer_time. */
  static ErrorOr<std::unique_ptr<WebServer>> open(const osc::SocketAddress& address, WebAccess access,
                                                  Handler& handler,
                                                  Clock::duration answer_time = WebServer::answer_time);
  ~WebServer();
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;

  /** Serves until stop(). */
  void run();
  /** Any thread. */
  void stop();
  /** Makes run() proceed at once. Any thread. */
  void wake();
  /** Serves an open connection to `from`. Call it before run(), or on its thread. */
  void serve(FileDescriptor socket, const osc::SocketAddress& from);

  std::uint16_t port() const;
  Counters counters() const;  ///< any thread

 private:
  class Loop;
  explicit WebServer(std::unique_ptr<Loop> loop);

  std::unique_ptr<Loop> loop_;
};

}  // namespace aeolian::oscquery
