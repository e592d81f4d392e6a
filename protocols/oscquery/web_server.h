#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/file_descriptor.h"
#include "protocols/oscquery/answers.h"
#include "protocols/oscquery/http_request.h"
#include "protocols/oscquery/outbox.h"
#include "protocols/oscquery/stream_socket.h"
#include "protocols/oscquery/web_access.h"

namespace aeolian {

/**
 * HTTP/1.1 (RFC 9110, 9112) and WebSocket (RFC 6455) on one port, on the one thread that calls run().
 *
 * Bounded in everything that a client chooses. A newcomer is never kept waiting for those who came before: of
 * the connections that ask by HTTP, and of the WebSockets, the one that has been idle for the longest goes
 * when there are too many.
 */
class WebServer {
 public:
  using Clock = std::chrono::steady_clock;
  using ClientId = std::uint64_t;  ///< of a WebSocket; never used twice

  static constexpr std::size_t most_visitors = 64;               ///< connections that ask by HTTP
  static constexpr std::size_t most_clients = 32;                ///< WebSockets
  static constexpr std::size_t max_message_size = 16384;         ///< bytes, from a client
  static constexpr auto request_time = std::chrono::seconds(5);  ///< for a request to come whole
  static constexpr auto idle_time = std::chrono::seconds(15);    ///< between two requests
  static constexpr auto answer_time = std::chrono::seconds(10);  ///< in which some of an answer must be taken
  static constexpr auto ping_time = std::chrono::seconds(20);    ///< of silence, before a client is asked
  static constexpr auto silence_time = std::chrono::seconds(40);  ///< after which a client has gone

  /** What the server serves. run() calls it, on its own thread. */
  class Handler {
   public:
    virtual ~Handler() = default;
    /** To a GET or HEAD that is in order. */
    virtual HttpAnswer answer(const HttpRequest& request) = 0;
    virtual void opened(ClientId client) = 0;
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

  std::uint16_t port() const { return port_; }
  Counters counters() const;  ///< any thread

 private:
  struct Connection;
  using Connections = std::list<Connection>;

  WebServer(ListeningSocket listening, FileDescriptor wakes, WebAccess access, Handler& handler);

  template <class Action>
  void attend(Connection& connection, Action action);
  void wait(std::optional<Clock::time_point> until);
  void accept_all();
  bool make_room();
  bool make_room_for_client();
  void on_readable(Connection& connection);
  void serve(Connection& connection);
  void serve(Connection& connection, const HttpRequest& request);
  void open_web_socket(Connection& connection, const HttpRequest& request);
  void respond(Connection& connection, HttpAnswer answer, bool with_body, bool keeps_alive);
  void refuse(Connection& connection, HttpError error);
  void read_frames(Connection& connection);
  void close_client(Connection& connection, std::uint16_t code, std::string_view reason);
  void begin_closing(Connection& connection);
  void write(Connection& connection);
  void drop(Connection& connection);
  void look_at_time(Connection& connection, Clock::time_point now);
  std::optional<Clock::time_point> deadline_of(const Connection& connection) const;

  ListeningSocket listening_;
  FileDescriptor wakes_;
  const WebAccess access_;
  Handler& handler_;
  const std::uint16_t port_;
  Connections connections_;
  Clock::time_point accepting_again_{};  ///< after descriptors had run out
  ClientId clients_so_far_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::uint64_t> requests_ = 0, refused_ = 0, dropped_ = 0;
};

}  // namespace aeolian
