// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/web_session.h"

#include <spdlog/fmt/chrono.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <cctype>
#include <limits>
#include <tuple>
#include <utility>
#include <variant>

#include "core/lower_case.h"
#include "protocols/oscquery/http_rules.h"

namespace aeolian::oscquery {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using namespace std::chrono_literals;

/** Time for the other side to close after us. */
constexpr auto closing_time = 2s;
constexpr std::size_t read_size = 4096;
constexpr std::string_view server_name = "aeolian";

/** The present time in HTTP's format (IMF-fixdate of RFC 9110, 5.6.7), independent of the locale. */
std::string http_date() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now));
}

std::string_view text_of(const beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.data().data()), buffer.size()};
}

/** Skips empty lines before a request (RFC 9112, 2.2); false = half of one is left. */
bool skip_empty_lines(beast::flat_buffer& buffer) {
  while (text_of(buffer).starts_with("\r\n")) buffer.consume(2);
  return text_of(buffer) != "\r";
}

/** Whether otherwise valid UTF-8 ends within a character. */
bool is_cut(std::string_view text) {
  constexpr std::size_t longest = 4;
  for (std::size_t back = 1; back < longest && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) return false;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4u : byte >= 0xe0 ? 3u : 2u);
  }
  return false;
}

HttpAnswer refusal_of_target() {
  return text_answer(414, "a target has at most " + std::to_string(max_request_target_size) + " bytes");
}

HttpAnswer refusal_of_head(const beast::error_code& error) {
  return text_answer(400, "this is not an HTTP/1.0 or 1.1 request (" + error.message() +
                              "); HTTPS and HTTP/2 are not supported");
}

HttpAnswer refusal_of_body(const beast::error_code& error) {
  if (error == http::error::body_limit) {
    return text_answer(413, "a body has at most " + std::to_string(WebServer::max_message_size) + " bytes");
  }
  return text_answer(400, "the body is incomplete or malformed (" + error.message() + ")");
}

HttpAnswer refusal_of_slowness() {
  return text_answer(408, "the request was not complete within five seconds");
}

template <class Message>
ErrorOr<HttpRequest> to_request(const Message& message) {
  HttpRequest request{.method = std::string(message.method_string()), .path = {}, .query = {}, .host = {}};
  for (const auto& field : message) {
    request.headers.emplace_back(lower_case(field.name_string()), field.value());
  }
  const auto read = read_target(message.target(), message.version() >= 11, request);
  if (!read) return tl::unexpected(read.error());
  return request;
}

template <class Parser>
bool has_body(const Parser& parser) {
  return parser.chunked() || parser.content_length().value_or(0) > 0 ||
         parser.get().count(http::field::transfer_encoding) > 0;
}

/** The first supported subprotocol among those offered by the client; empty = none. */
std::string subprotocol_for(const HttpRequest& request) {
  const std::string offered = request.header("sec-websocket-protocol");
  for (const std::string_view ours : {"oscquery", "osc"}) {
    for (const auto& name : http::token_list(offered)) {
      if (name == ours) return std::string(ours);
    }
  }
  return {};
}

}  // namespace

WebSession::WebSession(net::io_context& io, FileDescriptor socket, const osc::SocketAddress& from,
                       WebSessions& sessions)
    : sessions_(sessions),
      from_{from},
      stream_(io.get_executor(), net::generic::stream_protocol(from.family(), 0), *socket) {
  socket.release();
}

/** Runs `action` for this session; an exception, such as lack of memory, ends only this session. */
template <class Action>
void WebSession::guard(Action action) {
  if (is_gone()) return;
  try {
    action();
  } catch (const std::exception& error) {
    spdlog::warn("OSCQuery: a connection was closed: {}", error.what());
    drop();
  }
}

/** A completion handler that calls the method. */
template <class Method>
auto WebSession::then(Method method) {
  return [self = shared_from_this(), method](ErrorCode error, auto... size) {
    self->guard([&] { (self.get()->*method)(error, size...); });
  };
}

void WebSession::enter(Stage stage, std::optional<Clock::duration> time) {
  stage_ = stage;
  since_ = Clock::now();
  deadline_ = time ? std::optional(since_ + *time) : std::nullopt;
}

void WebSession::start() {
  guard([this] { await_request(Stage::first_request); });
}

void WebSession::await_request(Stage stage) {
  parser_.emplace();
  parser_->body_limit(std::numeric_limits<std::uint64_t>::max());  // bodies are not read
  parser_->header_limit(max_request_head_size);
  head_size_ = 0;
  enter(stage, stage == Stage::first_request ? WebServer::request_time : WebServer::idle_time);
  read_head();
}

/**
 * Parses the part of the head received so far; Beast's own function limits the length of lines, but not their
 * number.
 */
void WebSession::read_head() {
  const bool has_some = parser_->got_some() || skip_empty_lines(buffer_);
  ErrorCode error = http::error::need_more;
  if (has_some && buffer_.size() > 0) {
    if (stage_ != Stage::request) enter(Stage::request, WebServer::request_time);
    const auto taken = parser_->put(buffer_.data(), error);
    buffer_.consume(taken);
    head_size_ += taken;
  }
  if (!error) return on_head();
  const auto size = head_size_ + buffer_.size();
  const bool needs_more = error == http::error::need_more;
  if (error == http::error::header_limit || (needs_more && size >= max_request_head_size)) {
    return refuse(refusal_of_length());
  }
  if (!needs_more) return refuse(refusal_of_head(error));
  socket().async_read_some(buffer_.prepare(std::min(read_size, max_request_head_size - size)),
                           then(&WebSession::on_bytes));
}

HttpAnswer WebSession::refusal_of_length() const {
  if (parser_->get().target().empty()) return refusal_of_target();
  return text_answer(431, "headers may have " + std::to_string(max_request_head_size) + " bytes in total");
}

void WebSession::on_bytes(ErrorCode error, std::size_t size) {
  if (!deadline_) return refuse(refusal_of_slowness());
  if (error) return drop();
  buffer_.commit(size);
  read_head();
}

void WebSession::on_head() {
  const auto& message = parser_->get();
  if (message.target().size() > max_request_target_size) return refuse(refusal_of_target());
  if (message.count(http::field::transfer_encoding) > 0 && !parser_->chunked()) {
    return refuse(text_answer(
        400, "Transfer-Encoding does not end with chunked, so the length of the body is unknown"));
  }
  auto request = to_request(message);
  if (!request) return refuse(text_answer(400, request.error().message));
  ++sessions_.requests;
  answer_request(std::move(*request));
}

void WebSession::answer_request(HttpRequest request) {
  const auto& message = parser_->get();
  const bool keeps_alive = message.version() >= 11 && message.keep_alive() && !has_body(*parser_);
  const bool with_body = message.method() != http::verb::head;
  auto settled = answer_by_rule(request, sessions_.access, from_.address.is_loopback());
  if (settled) {
    if (settled->status >= 400) ++sessions_.refused;
    return respond(std::move(*settled), with_body, keeps_alive && settled->status < 400);
  }
  auto permission = sessions_.login.permission_of(request, from_.address, Clock::now());
  if (!permission) {
    ++sessions_.refused;
    for (auto& header : headers_for_page(request)) permission.error().headers.push_back(std::move(header));
    return respond(std::move(permission.error()), with_body, keeps_alive);
  }
  from_.may_steer = *permission == WebLogin::Permission::steer;
  if (websocket::is_upgrade(message)) return open_web_socket(request);
  if (request.method == "PUT" || request.method == "POST") return await_body(std::move(request));
  auto answer = sessions_.handler.answer(request, from_);
  if (auto key = sessions_.login.key_header(request)) answer.headers.push_back(std::move(*key));
  for (auto& header : headers_for_page(request)) answer.headers.push_back(std::move(header));
  if (answer.status >= 400 && answer.status != 503) ++sessions_.refused;
  respond(std::move(answer), with_body, keeps_alive);
}

void WebSession::await_body(HttpRequest request) {
  change_ = std::move(request);
  body_parser_.emplace(std::move(*parser_));
  body_parser_->body_limit(WebServer::max_message_size);
  body_parser_->eager(true);
  enter(Stage::body, WebServer::request_time);
  if (body_parser_->content_length().value_or(0) > WebServer::max_message_size) {
    return refuse_body(refusal_of_body(http::error::body_limit));
  }
  read_body();
}

/**
 * Parses the part of the body received so far; Beast's own function would go on reading if the time ended
 * between two of its reads.
 */
void WebSession::read_body() {
  ErrorCode error;
  if (!body_parser_->is_done() && buffer_.size() > 0) {
    buffer_.consume(body_parser_->put(buffer_.data(), error));
  }
  if (error && error != http::error::need_more) return refuse_body(refusal_of_body(error));
  if (body_parser_->is_done()) return carry_out();
  const auto room = buffer_.max_size() - buffer_.size();
  if (room == 0) return refuse_body(refusal_of_body(http::error::body_limit));
  socket().async_read_some(buffer_.prepare(std::min(read_size, room)), then(&WebSession::on_body));
}

void WebSession::on_body(ErrorCode error, std::size_t size) {
  if (!deadline_) return refuse_body(refusal_of_slowness());
  if (error == net::error::eof) return refuse_body(refusal_of_body(http::error::partial_message));
  if (error) return drop();
  buffer_.commit(size);
  read_body();
}

void WebSession::refuse_body(HttpAnswer answer) {
  ++sessions_.refused;
  respond(std::move(answer), true, false);
}

void WebSession::carry_out() {
  change_.body = std::move(body_parser_->get().body());
  client_ = ++sessions_.clients_so_far;
  enter(Stage::change, {});
  auto answer = sessions_.handler.change(client_, change_, from_);
  if (const auto* longest = std::get_if<WebServer::Clock::duration>(&answer)) {
    deadline_ = Clock::now() + *longest;
  } else {
    answer_change(std::get<HttpAnswer>(std::move(answer)));
  }
}

/** Sends the response to a PUT or POST if it is ready. */
void WebSession::answer_change(std::optional<HttpAnswer> answer) {
  if (!answer) return;
  for (auto& header : headers_for_page(change_)) answer->headers.push_back(std::move(header));
  if (answer->status >= 400) ++sessions_.refused;
  const auto& message = body_parser_->get();
  respond(std::move(*answer), true, message.version() >= 11 && message.keep_alive());
}

void WebSession::refuse(HttpAnswer answer) {
  ++sessions_.requests;
  ++sessions_.refused;
  respond(std::move(answer), parser_->get().method() != http::verb::head, false);
}

void WebSession::respond(HttpAnswer answer, bool with_body, bool keeps_alive) {
  response_.emplace(static_cast<http::status>(answer.status), 11u);
  response_->set("date", http_date());
  response_->set("server", server_name);
  const bool has_content = answer.status != 204 && answer.status != 304;
  if (has_content) {
    response_->set("content-type", answer.type);
    response_->set("content-length", std::to_string(answer.body.size()));
    response_->set("x-content-type-options", "nosniff");
  }
  response_->set("cache-control", "no-store");
  if (!keeps_alive) response_->set("connection", "close");
  for (const auto& [name, value] : answer.headers) response_->set(name, value);
  if (with_body && has_content) response_->body() = std::move(answer.body);
  serializer_.emplace(*response_);
  enter(Stage::answer, sessions_.answer_time);
  write();
}

void WebSession::write() {
  http::async_write_some(socket(), *serializer_, then(&WebSession::on_written));
}

void WebSession::on_written(ErrorCode error, std::size_t) {
  if (error) return drop();
  if (!serializer_->is_done()) {
    deadline_ = Clock::now() + sessions_.answer_time;
    return write();
  }
  const bool keeps_alive = response_->keep_alive();
  serializer_.reset();
  response_.reset();
  keeps_alive ? await_request(Stage::next_request) : finish();
}

/** Closes our side, then waits for the other side to close, so that it reads everything that was sent. */
void WebSession::finish() {
  ErrorCode ignored;
  std::ignore = socket().shutdown(Socket::shutdown_send, ignored);
  enter(Stage::finishing, closing_time);
  discard();
}

void WebSession::discard() {
  buffer_.clear();
  socket().async_read_some(buffer_.prepare(read_size), then(&WebSession::on_discarded));
}

void WebSession::on_discarded(ErrorCode error, std::size_t) {
  error ? drop() : discard();
}

void WebSession::open_web_socket(const HttpRequest& request) {
  auto refusal = refusal_of_web_socket(request);
  if (!refusal && (has_body(*parser_) || buffer_.size() > 0)) {
    refusal = text_answer(400, "the client must send nothing until the WebSocket is open");
  }
  if (!refusal && !sessions_.make_room_for_client()) {
    refusal = text_answer(503, "there are " + std::to_string(WebServer::most_clients) + " others already");
    refusal->headers = {{"retry-after", "10"}};
  }
  if (refusal) {
    ++sessions_.refused;
    return respond(std::move(*refusal), true, false);
  }
  accept_web_socket(subprotocol_for(request));
}

void WebSession::accept_web_socket(std::string subprotocol) {
  client_ = ++sessions_.clients_so_far;
  enter(Stage::upgrade, sessions_.answer_time);
  stream_.set_option(
      websocket::stream_base::timeout{websocket::stream_base::none(), WebServer::silence_time, true});
  stream_.set_option(websocket::stream_base::decorator(
      [subprotocol = std::move(subprotocol)](websocket::response_type& response) {
        response.set(http::field::date, http_date());
        response.set(http::field::server, server_name);
        if (!subprotocol.empty()) response.set(http::field::sec_websocket_protocol, subprotocol);
      }));
  stream_.control_callback([this](auto, auto) { heard_ = Clock::now(); });
  stream_.read_message_max(WebServer::max_message_size);
  stream_.auto_fragment(false);
  stream_.async_accept(parser_->get(), then(&WebSession::on_opened));
}

void WebSession::on_opened(ErrorCode error) {
  if (error) return drop();
  enter(Stage::web_socket, {});
  heard_ = since_;
  sessions_.handler.opened(client_, from_);
  read_message();
}

void WebSession::read_message() {
  message_.clear();
  stream_.async_read(message_, then(&WebSession::on_message));
}

void WebSession::on_message(ErrorCode error, std::size_t) {
  if (error.category() == make_error_code(websocket::error::closed).category()) {
    // Beast has already sent the code to the client.
    if (error != websocket::error::closed) ++sessions_.refused;
    leave();
    return finish();
  }
  if (error) return drop();
  if (stage_ == Stage::web_socket) {
    heard_ = Clock::now();
    const auto message = text_of(message_);
    if (!stream_.got_binary() && is_cut(message)) {  // not detected by Beast if the last fragment is empty
      ++sessions_.refused;
      return close(websocket::close_code::bad_payload, "the text ends in the middle of a character");
    }
    sessions_.handler.received(client_, stream_.got_binary(), message);
    begin_sending();
  }
  read_message();
}

void WebSession::send_next() {
  guard([this] {
    stage_ == Stage::change ? answer_change(sessions_.handler.take_answer(client_)) : begin_sending();
  });
}

void WebSession::begin_sending() {
  if (stage_ != Stage::web_socket || sent_by_) return;
  auto message = sessions_.handler.next_message(client_);
  if (!message) return;
  outgoing_ = std::move(message->bytes);
  sent_by_ = Clock::now() + sessions_.answer_time;
  stream_.binary(message->binary);
  stream_.async_write(net::buffer(outgoing_), then(&WebSession::on_sent));
}

void WebSession::on_sent(ErrorCode error, std::size_t) {
  sent_by_.reset();
  if (!error) return begin_sending();
  // Any other reason is reported by the read operation.
  if (error != net::error::operation_aborted) drop();
}

void WebSession::close(websocket::close_code code, std::string_view reason) {
  leave();
  enter(Stage::closing, sessions_.answer_time);
  stream_.async_close({code, reason}, then(&WebSession::on_closed));
}

void WebSession::on_closed(ErrorCode) {
  if (stage_ == Stage::closing) finish();
}

/** Tells the handler that the client has gone. */
void WebSession::leave() {
  if (stage_ == Stage::web_socket || stage_ == Stage::change) sessions_.handler.closed(client_);
}

void WebSession::drop() {
  leave();
  enter(Stage::gone, {});
  ErrorCode ignored;
  std::ignore = socket().close(ignored);
}

std::optional<WebSession::Clock::time_point> WebSession::attend(Clock::time_point now) {
  guard([&] {
    if (const auto deadline = next_deadline(); deadline && now >= *deadline) on_deadline();
  });
  return next_deadline();
}

std::optional<WebSession::Clock::time_point> WebSession::next_deadline() const {
  return stage_ == Stage::web_socket ? sent_by_ : deadline_;
}

void WebSession::on_deadline() {
  deadline_.reset();
  // on_bytes() or on_body() tells the other side.
  if (stage_ == Stage::request || stage_ == Stage::body) return socket().cancel();
  if (stage_ == Stage::change) {
    leave();
    return respond(text_answer(504, "not done yet, but it may still be carried out"), true, false);
  }
  const bool was_sent_something = stage_ == Stage::answer || stage_ == Stage::upgrade || is_open();
  if (was_sent_something) ++sessions_.stalled;
  drop();
}

bool WebSession::is_missed_less_than(const WebSession& other) const {
  const auto rank = [](const WebSession& one) {
    return std::pair(one.stage_ == Stage::request ? Stage::first_request : one.stage_, one.since_);
  };
  return rank(*this) < rank(other);
}

}  // namespace aeolian::oscquery
