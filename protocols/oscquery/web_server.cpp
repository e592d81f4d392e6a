#include "protocols/oscquery/web_server.h"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "protocols/oscquery/http_response.h"
#include "protocols/oscquery/http_rules.h"
#include "protocols/oscquery/web_socket.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;
using Clock = WebServer::Clock;

/** For the other side to close, once we have said that we do. */
constexpr auto closing_time = 2s;
/** Of silence, after which a client that awaits nothing can go for another. */
constexpr auto spare_time = 10s;
/** Without descriptors, before the next try. */
constexpr auto exhausted_time = 100ms;
/** Of answers to one client that wait: it is not read from until it takes some. */
constexpr std::size_t most_unsent = 65536;
constexpr int accepted_per_turn = 64;

}  // namespace

struct WebServer::Connection {
  enum class Stage {
    request,  ///< a request is awaited, or its answer on its way
    web_socket,
    closing,   ///< the last bytes are on their way; what comes is not read any more
    finished,  ///< and they have gone: the other side is to close
    gone,
  };

  Connection(FileDescriptor descriptor, bool here, Clock::time_point now)
      : socket(std::move(descriptor)), on_this_machine(here), since(now) {}

  StreamSocket socket;
  bool on_this_machine;
  Stage stage = Stage::request;
  Clock::time_point since;       ///< when the stage, the request, or the wait for the next one began; of a
                                 ///< WebSocket when it was last heard of
  Clock::time_point progress{};  ///< when some of what waits was last taken
  std::string input = {};        ///< of HTTP
  bool between_requests = false;

  ClientId client = 0;  ///< of a WebSocket
  WebSocketReader frames{max_message_size};
  bool was_pinged = false;
};

ErrorOr<std::unique_ptr<WebServer>> WebServer::open(const SocketAddress& address, WebAccess access,
                                                    Handler& handler) {
  auto listening = ListeningSocket::open(address);
  if (!listening) return tl::unexpected(listening.error());
  FileDescriptor wakes(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (*wakes < 0) return fail(std::string("OSCQuery cannot start: ") + std::strerror(errno));
  return std::unique_ptr<WebServer>(
      new WebServer(std::move(*listening), std::move(wakes), std::move(access), handler));
}

WebServer::WebServer(ListeningSocket listening, FileDescriptor wakes, WebAccess access, Handler& handler)
    : listening_(std::move(listening)),
      wakes_(std::move(wakes)),
      access_(std::move(access)),
      handler_(handler),
      port_(listening_.port()) {}

WebServer::~WebServer() = default;

void WebServer::stop() {
  stopping_ = true;
  wake();
}

void WebServer::wake() {
  const std::uint64_t one = 1;
  (void)!::write(*wakes_, &one, sizeof one);
}

WebServer::Counters WebServer::counters() const {
  return {requests_, refused_, dropped_};
}

/** Does something for a connection; an exception, such as want of memory, ends that connection alone. */
template <class Action>
void WebServer::attend(Connection& connection, Action action) {
  try {
    action();
  } catch (const std::exception& error) {
    spdlog::warn("OSCQuery: a connection is closed: {}", error.what());
    drop(connection);
  }
}

void WebServer::run() {
  while (!stopping_) {
    auto until = handler_.run_due(Clock::now());
    const auto now = Clock::now();
    for (auto& connection : connections_) {
      attend(connection, [&] {
        look_at_time(connection, now);
        write(connection);
      });
      const auto deadline = deadline_of(connection);
      if (deadline && (!until || *deadline < *until)) until = deadline;
    }
    std::erase_if(connections_, [](const auto& one) { return one.stage == Connection::Stage::gone; });
    wait(until);
  }
  for (auto& connection : connections_) {
    if (connection.stage != Connection::Stage::web_socket) continue;
    close_client(connection, web_socket_close::going_away, "the instrument ends");
    connection.socket.flush();
  }
}

/** Waits until something happens, at most until `until`, and does what came. */
void WebServer::wait(std::optional<Clock::time_point> until) {
  std::vector<pollfd> watched{{*wakes_, POLLIN, 0}, {listening_.descriptor(), POLLIN, 0}};
  const auto now = Clock::now();
  if (now < accepting_again_) {
    watched[1].events = 0;
    until = until ? std::min(*until, accepting_again_) : accepting_again_;
  }
  for (const auto& connection : connections_) {
    const bool busy = connection.stage == Connection::Stage::web_socket
                          ? connection.socket.unsent() > most_unsent
                          : connection.socket.unsent() > 0;
    const int events = (busy ? 0 : POLLIN) | (connection.socket.unsent() > 0 ? POLLOUT : 0);
    watched.push_back({connection.socket.descriptor(), static_cast<short>(events), 0});
  }
  const auto left = until ? std::chrono::ceil<std::chrono::milliseconds>(*until - now).count() : -1;
  if (poll(watched.data(), watched.size(), until ? static_cast<int>(std::max<std::int64_t>(left, 0)) : -1) <
      0)
    return;
  if (watched[0].revents != 0) {
    std::uint64_t count = 0;
    (void)!::read(*wakes_, &count, sizeof count);
  }
  auto watch = watched.begin() + 2;
  for (auto& connection : connections_) {
    const auto happened = (watch++)->revents;
    attend(connection, [&] {
      if ((happened & (POLLIN | POLLHUP | POLLERR)) != 0) on_readable(connection);
      if ((happened & POLLOUT) != 0) write(connection);
    });
  }
  if (watched[1].revents != 0) accept_all();
}

/** Each newcomer is served before the next is let in, so that a crowd behind it cannot push it out unheard.
 */
void WebServer::accept_all() {
  for (int i = 0; i < accepted_per_turn; ++i) {
    auto accepted = listening_.accept();
    if (*accepted.socket < 0) {
      const bool exhausted = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
      if (exhausted && !make_room()) accepting_again_ = Clock::now() + exhausted_time;
      if (exhausted) return;
      if (errno == ECONNABORTED || errno == EINTR) continue;
      return;
    }
    const auto visitors = std::ranges::count_if(connections_, [](const auto& one) {
      return one.stage != Connection::Stage::web_socket && one.stage != Connection::Stage::gone;
    });
    if (static_cast<std::size_t>(visitors) >= most_visitors) make_room();
    connections_.emplace_back(std::move(accepted.socket), accepted.from_this_machine, Clock::now());
    attend(connections_.back(), [&] { on_readable(connections_.back()); });
  }
}

/** Drops the visitor that is missed the least; false = there is none. */
bool WebServer::make_room() {
  const auto rank = [](const Connection& one) {
    const bool is_answered = one.socket.unsent() > 0;
    const int stage = one.stage != Connection::Stage::request ? 0
                      : one.between_requests && !is_answered  ? 1
                      : !is_answered                          ? 2
                                                              : 3;
    return std::pair(stage, one.since);
  };
  Connection* least = nullptr;
  for (auto& one : connections_) {
    if (one.stage == Connection::Stage::web_socket || one.stage == Connection::Stage::gone) continue;
    if (!least || rank(one) < rank(*least)) least = &one;
  }
  if (!least) return false;
  ++dropped_;
  drop(*least);
  std::erase_if(connections_, [](const auto& one) { return one.stage == Connection::Stage::gone; });
  return true;
}

/** Whether another WebSocket can be had, where need be by closing one that awaits nothing. */
bool WebServer::make_room_for_client() {
  std::size_t count = 0;
  Connection* idlest = nullptr;
  const auto heard_long_ago = Clock::now() - spare_time;
  for (auto& one : connections_) {
    if (one.stage != Connection::Stage::web_socket) continue;
    ++count;
    if (one.since > heard_long_ago || handler_.is_awaiting(one.client)) continue;
    if (!idlest || one.since < idlest->since) idlest = &one;
  }
  if (count < most_clients) return true;
  if (!idlest) return false;
  ++dropped_;
  close_client(*idlest, web_socket_close::going_away, "others want the place");
  return true;
}

void WebServer::on_readable(Connection& connection) {
  using Stage = Connection::Stage;
  if (connection.stage == Stage::gone) return;
  if (connection.stage == Stage::closing || connection.stage == Stage::finished) {
    if (!connection.socket.discard()) drop(connection);
    return;
  }
  std::string bytes;
  const bool is_there = connection.socket.receive(bytes, max_request_head_size);
  if (!is_there) return drop(connection);
  if (connection.stage == Stage::web_socket) {
    connection.since = Clock::now();
    connection.was_pinged = false;
    connection.frames.push(bytes);
    return read_frames(connection);
  }
  if (connection.between_requests && !bytes.empty()) {
    connection.between_requests = false;
    connection.since = Clock::now();
  }
  connection.input += bytes;
  serve(connection);
}

/** Answers what has come whole, one request after the other. */
void WebServer::serve(Connection& connection) {
  while (connection.stage == Connection::Stage::request && connection.socket.unsent() == 0 &&
         !connection.input.empty()) {
    auto read = read_request(connection.input);
    if (!read) {
      refuse(connection, std::move(read.error()));
    } else if (!*read) {
      return;
    } else {
      connection.input.erase(0, (*read)->size);
      connection.since = Clock::now();
      connection.between_requests = connection.input.empty();
      serve(connection, (*read)->request);
    }
    if (!connection.socket.flush()) return drop(connection);
  }
}

void WebServer::serve(Connection& connection, const HttpRequest& request) {
  ++requests_;
  const bool keeps_alive = request.keeps_alive && !request.has_body;
  const bool with_body = request.method != "HEAD";
  auto settled = answer_by_rule(request, access_, connection.on_this_machine);
  if (settled) {
    if (settled->status >= 400) ++refused_;
    return respond(connection, std::move(*settled), with_body, keeps_alive && settled->status < 400);
  }
  if (asks_for_web_socket(request)) return open_web_socket(connection, request);
  auto answer = handler_.answer(request);
  for (auto& header : headers_for_page(request)) answer.headers.push_back(std::move(header));
  if (answer.status >= 400 && answer.status != 503) ++refused_;
  respond(connection, std::move(answer), with_body, keeps_alive);
}

void WebServer::respond(Connection& connection, HttpAnswer answer, bool with_body, bool keeps_alive) {
  connection.socket.send(response_head(answer, keeps_alive, std::chrono::system_clock::now()));
  if (with_body && answer.status != 204) connection.socket.send(answer.body);
  connection.progress = Clock::now();
  if (!keeps_alive) begin_closing(connection);
}

void WebServer::refuse(Connection& connection, HttpError error) {
  ++requests_;
  ++refused_;
  respond(connection, text_answer(error.status, std::move(error.text)), true, false);
}

void WebServer::open_web_socket(Connection& connection, const HttpRequest& request) {
  auto head = accept_web_socket(request);
  if (head && !make_room_for_client()) {
    head = tl::unexpected<HttpError>(
        HttpError{503, "there are " + std::to_string(most_clients) + " others already"});
  }
  if (!head) {
    ++refused_;
    auto answer = text_answer(head.error().status, std::move(head.error().text));
    if (answer.status == 426) answer.headers = {{"sec-websocket-version", "13"}, {"upgrade", "websocket"}};
    if (answer.status == 503) answer.headers = {{"retry-after", "10"}};
    return respond(connection, std::move(answer), true, false);
  }
  connection.socket.send(*head);
  connection.stage = Connection::Stage::web_socket;
  connection.progress = connection.since = Clock::now();
  connection.client = ++clients_so_far_;
  handler_.opened(connection.client);
  connection.frames.push(std::exchange(connection.input, {}));
  read_frames(connection);
}

void WebServer::read_frames(Connection& connection) {
  using Kind = WebSocketEvent::Kind;
  while (connection.stage == Connection::Stage::web_socket) {
    auto next = connection.frames.next();
    if (!next) {
      ++refused_;
      return close_client(connection, next.error().code, next.error().text);
    }
    if (!*next) return;
    const WebSocketEvent& event = **next;
    switch (event.kind) {
      case Kind::text:
      case Kind::binary:
        handler_.received(connection.client, event.kind == Kind::binary, event.bytes);
        break;
      case Kind::ping:
        if (connection.socket.unsent() == 0) connection.progress = Clock::now();
        connection.socket.send(pong_frame(event.bytes));
        break;
      case Kind::pong:
        break;
      case Kind::close:
        close_client(connection, event.code, {});
        break;
    }
  }
}

void WebServer::close_client(Connection& connection, std::uint16_t code, std::string_view reason) {
  connection.socket.send(close_frame(code, reason));
  handler_.closed(connection.client);
  connection.progress = Clock::now();
  begin_closing(connection);
}

void WebServer::begin_closing(Connection& connection) {
  connection.stage = Connection::Stage::closing;
  connection.input = {};
  connection.since = Clock::now();
}

/** Sends what waits, and then what is next. */
void WebServer::write(Connection& connection) {
  using Stage = Connection::Stage;
  if (connection.stage == Stage::gone) return;
  const auto before = connection.socket.bytes_sent();
  bool is_there = connection.socket.flush();
  while (is_there && connection.stage == Stage::web_socket && connection.socket.unsent() == 0) {
    const auto message = handler_.next_message(connection.client);
    if (!message) break;
    connection.progress = Clock::now();
    connection.socket.send(message->binary ? binary_frame(message->bytes) : text_frame(message->bytes));
    is_there = connection.socket.flush();
  }
  if (!is_there) return drop(connection);
  if (connection.socket.bytes_sent() != before) connection.progress = Clock::now();
  if (connection.socket.unsent() > 0) return;
  if (connection.stage == Stage::closing) {
    connection.socket.finish();
    connection.stage = Stage::finished;
    connection.since = Clock::now();
  }
  serve(connection);
}

void WebServer::drop(Connection& connection) {
  if (connection.stage == Connection::Stage::web_socket) handler_.closed(connection.client);
  connection.stage = Connection::Stage::gone;
}

/** When something is to be done about a connection if nothing comes; see look_at_time(). */
std::optional<Clock::time_point> WebServer::deadline_of(const Connection& connection) const {
  using Stage = Connection::Stage;
  const bool sends = connection.socket.unsent() > 0;
  switch (connection.stage) {
    case Stage::request:
      if (sends) return connection.progress + answer_time;
      return connection.since + (connection.between_requests ? idle_time : request_time);
    case Stage::web_socket:
      if (!connection.was_pinged) return connection.since + ping_time;
      return connection.since + silence_time;
    case Stage::closing:
      return connection.progress + answer_time;
    case Stage::finished:
      return connection.since + closing_time;
    case Stage::gone:
      break;
  }
  return {};
}

void WebServer::look_at_time(Connection& connection, Clock::time_point now) {
  const auto deadline = deadline_of(connection);
  if (!deadline || now < *deadline) return;
  using Stage = Connection::Stage;
  if (connection.stage == Stage::web_socket && !connection.was_pinged) {
    connection.was_pinged = true;
    if (connection.socket.unsent() == 0) connection.socket.send(ping_frame());
    return;
  }
  const bool is_half_sent = connection.stage == Stage::request && !connection.input.empty();
  if (is_half_sent && connection.socket.unsent() == 0) {
    return refuse(connection, {408, "the request did not come whole within five seconds"});
  }
  drop(connection);
}

}  // namespace aeolian
