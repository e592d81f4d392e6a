// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/file_descriptor.h"
#include "protocols/oscquery/web_login.h"
#include "protocols/oscquery/web_server.h"

namespace aeolian::oscquery {

/** Shared by all connections of a server. */
struct WebSessions {
  WebServer::Handler& handler;
  const WebAccess access;
  const WebServer::Clock::duration answer_time;
  std::function<bool()> make_room_for_client;  ///< false = the maximum number of WebSockets is open
  WebLogin login{access.password};
  WebServer::ClientId clients_so_far = 0;
  std::atomic<std::uint64_t> requests = 0, refused = 0, dropped = 0, stalled = 0;
};

/**
 * One connection: successive requests, and the WebSocket that one of them may open. Everything happens on the
 * thread that runs the io_context. This header includes Boost.Beast; only web_server.cpp and web_session.cpp
 * include it.
 */
class WebSession : public std::enable_shared_from_this<WebSession> {
 public:
  using Clock = WebServer::Clock;
  using ErrorCode = boost::beast::error_code;

  /**
   * A socket of any kind, closed by the session itself, because Beast's own closing may lose the last bytes
   * sent.
   */
  struct Socket : boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol,
                                                   boost::asio::io_context::executor_type> {
    using basic_stream_socket::basic_stream_socket;
  };

  WebSession(boost::asio::io_context& io, FileDescriptor socket, const osc::SocketAddress& from,
             WebSessions& sessions);

  /** Starts serving. */
  void start();
  /** Does what is due at `now`; returns when something will be due. */
  std::optional<Clock::time_point> attend(Clock::time_point now);
  /**
   * Sends what the handler has for the client of an open WebSocket, unless something is being sent already,
   * or the response to a PUT or POST.
   */
  void send_next();
  /** Ends the connection at once. */
  void drop();
  /** Closes an open WebSocket with a close frame. */
  void close(boost::beast::websocket::close_code code, std::string_view reason);

  bool is_gone() const { return stage_ == Stage::gone; }
  bool is_open() const { return stage_ == Stage::web_socket; }              ///< as a WebSocket
  bool is_client() const { return stage_ == Stage::upgrade || is_open(); }  ///< or is about to be
  /** Whether it should be closed before `other` if there are too many HTTP connections. */
  bool is_missed_less_than(const WebSession& other) const;
  /** For an open WebSocket. */
  bool is_awaiting() const { return sessions_.handler.is_awaiting(client_); }
  WebServer::ClientId client() const { return client_; }  ///< of the last WebSocket, PUT or POST; 0 = none
  Clock::time_point heard() const { return heard_; }      ///< when something was last received

 private:
  enum class Stage {
    finishing,      ///< everything was sent; reads nothing more, and waits for the other side to close
    closing,        ///< the same for a WebSocket, in progress
    next_request,   ///< nothing received since the last response
    first_request,  ///< nothing received yet
    request,        ///< part of a request received
    body,           ///< the body of a PUT or POST is being read
    change,         ///< the request is being carried out
    answer,         ///< a response is being sent
    upgrade,        ///< the response that opens the WebSocket is being sent
    web_socket,
    gone,
  };

  template <class Action>
  void guard(Action action);
  template <class Method>
  auto then(Method method);
  Socket& socket() { return stream_.next_layer(); }
  void enter(Stage stage, std::optional<Clock::duration> time);
  void on_deadline();
  std::optional<Clock::time_point> next_deadline() const;

  void await_request(Stage stage);
  void read_head();
  void on_bytes(ErrorCode error, std::size_t size);
  void on_head();
  void answer_request(HttpRequest request);
  void await_body(HttpRequest request);
  void read_body();
  void on_body(ErrorCode error, std::size_t size);
  void refuse_body(HttpAnswer answer);
  void carry_out();
  void answer_change(std::optional<HttpAnswer> answer);
  HttpAnswer refusal_of_length() const;
  void refuse(HttpAnswer answer);
  void respond(HttpAnswer answer, bool with_body, bool keeps_alive);
  void write();
  void on_written(ErrorCode error, std::size_t size);
  void finish();
  void discard();
  void on_discarded(ErrorCode error, std::size_t size);

  void open_web_socket(const HttpRequest& request);
  void accept_web_socket(std::string subprotocol);
  void on_opened(ErrorCode error);
  void read_message();
  void on_message(ErrorCode error, std::size_t size);
  void begin_sending();
  void on_sent(ErrorCode error, std::size_t size);
  void on_closed(ErrorCode error);
  void leave();

  WebSessions& sessions_;
  WebServer::Visitor from_;
  boost::beast::websocket::stream<Socket, false> stream_;
  Stage stage_ = Stage::first_request;
  Clock::time_point since_{};                  ///< when the stage began
  std::optional<Clock::time_point> deadline_;  ///< of the stage; none in a request = it has passed

  boost::beast::flat_buffer buffer_{max_request_head_size};
  std::optional<boost::beast::http::request_parser<boost::beast::http::empty_body>> parser_;
  std::size_t head_size_ = 0;  ///< bytes taken by the parser
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> body_parser_;
  HttpRequest change_;  ///< the PUT or POST whose body is being read
  std::optional<boost::beast::http::response<boost::beast::http::string_body>> response_;
  std::optional<boost::beast::http::response_serializer<boost::beast::http::string_body>> serializer_;

  WebServer::ClientId client_ = 0;
  Clock::time_point heard_{};
  boost::beast::flat_buffer message_;
  std::string outgoing_;
  std::optional<Clock::time_point>
      sent_by_;  ///< when `outgoing_` must have been sent; nothing = nothing is being sent
};

/** Leaves closing the connection to the session. */
template <class Handler>
void async_teardown(boost::beast::role_type, WebSession::Socket& socket, Handler&& handler) {
  boost::asio::post(socket.get_executor(), boost::beast::bind_front_handler(std::forward<Handler>(handler),
                                                                            boost::beast::error_code{}));
}
inline void teardown(boost::beast::role_type, WebSession::Socket&, boost::beast::error_code&) {}

}  // namespace aeolian::oscquery
