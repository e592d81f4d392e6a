// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/web_server.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <ctime>
#include <thread>
#include <utility>
#include <vector>

#include "core/within_memory.h"
#include "protocols/oscquery/duty_cycle.h"
#include "protocols/oscquery/listening_socket.h"
#include "protocols/oscquery/web_session.h"

namespace aeolian::oscquery {
namespace {

namespace net = boost::asio;
namespace websocket = boost::beast::websocket;
using namespace std::chrono_literals;

/** Time of silence after which a client that listens to nothing may be closed for another. */
constexpr auto spare_time = 10s;
/** Pause before retrying when descriptors have run out. */
constexpr auto exhausted_time = 100ms;
/** Kept low, so that a newcomer is served before a crowd behind it can push it out. */
constexpr int accepted_at_once = 16;
/** Completed operations processed before the handler gets its turn, and the time limit for that. */
constexpr int ends_per_turn = 256;
constexpr auto time_per_turn = 5ms;
/** Time for this at the end, when every client is to be told. */
constexpr auto time_to_end = 200ms;
/** Processor time that may be used at once, before the share counts. */
constexpr auto burst_of_work = 500ms;
/** The longest sleep before checking again whether to stop. */
constexpr auto longest_nap = 50ms;

/** Processor time of this thread. */
DutyCycle::Seconds time_of_thread() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

/** The implementation of the server, on the thread that calls run() unless stated otherwise. */
class WebServer::Loop {
 public:
  Loop(ListeningSocket listening, WebAccess access, Handler& handler, Clock::duration answer_time)
      : listening_(std::move(listening)),
        incoming_(io_, listening_.descriptor()),
        sessions_{handler, std::move(access), answer_time, [this] { return make_room_for_client(); }} {}

  ~Loop() { incoming_.release(); }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run();
  void stop() {  // any thread
    stopping_ = true;
    wake();
  }
  void wake() {  // any thread
    if (!was_woken_.exchange(true)) net::post(io_, [] {});
  }
  void serve(FileDescriptor socket, const osc::SocketAddress& from);

  std::uint16_t port() const { return listening_.port(); }
  Counters counters() const {
    return {sessions_.requests, sessions_.refused, sessions_.dropped, sessions_.stalled};
  }

 private:
  void turn();
  void see_to_ends(Clock::duration time = time_per_turn);
  void send_what_is_ready();
  void rest();
  void await_connection();
  void on_connection();
  void pause_accepting();
  bool make_room();
  bool make_room_for_client();

  net::io_context io_{1};
  const net::executor_work_guard<net::io_context::executor_type> keeps_running_{io_.get_executor()};
  ListeningSocket listening_;
  net::posix::stream_descriptor incoming_;  ///< the listening socket, to wait for connections
  net::steady_timer pause_{io_};            ///< before accepting again, after descriptors ran out
  WebSessions sessions_;
  std::vector<std::shared_ptr<WebSession>> all_;
  DutyCycle duty_cycle_{share_of_core, burst_of_work};
  DutyCycle::Seconds time_worked_{};
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> was_woken_ = false;
};

void WebServer::Loop::run() {
  await_connection();
  time_worked_ = time_of_thread();
  while (!stopping_) {
    if (!finishes_within_memory([this] { turn(); })) {
      spdlog::warn("OSCQuery: there was not enough memory for a while");
    }
    rest();
  }
  see_to_ends(time_to_end);  // a WebSocket may have just opened
  for (const auto& session : all_) {
    if (session->is_open()) session->close(websocket::close_code::going_away, "aeoliand is shutting down");
  }
  see_to_ends(time_to_end);
}

/** Waits until something happens or is due, and handles it. */
void WebServer::Loop::turn() {
  was_woken_ = false;
  auto until = sessions_.handler.run_due(Clock::now());
  send_what_is_ready();
  for (const auto& session : all_) {
    const auto deadline = session->attend(Clock::now());
    if (deadline && (!until || *deadline < *until)) until = deadline;
  }
  std::erase_if(all_, [](const auto& session) { return session->is_gone(); });
  until ? io_.run_one_until(*until) : io_.run_one();
  see_to_ends();
}

/** Calls the handlers of completed operations, for at most `time`. */
void WebServer::Loop::see_to_ends(Clock::duration time) {
  const auto end = Clock::now() + time;
  for (int i = 0; i < ends_per_turn && io_.poll_one() > 0 && Clock::now() < end; ++i) {
  }
}

void WebServer::Loop::send_what_is_ready() {
  for (const ClientId client : sessions_.handler.take_ready()) {
    const auto found = std::ranges::find(all_, client, [](const auto& session) { return session->client(); });
    if (found != all_.end()) (*found)->send_next();
  }
}

/** Keeps the thread within its share of a core; meanwhile input waits in the sockets. */
void WebServer::Loop::rest() {
  const auto worked = time_of_thread();
  const auto used = worked - std::exchange(time_worked_, worked);
  const auto now = Clock::now();
  const auto end = now + duty_cycle_.rest_after(used, now);
  while (!stopping_ && Clock::now() < end) {
    std::this_thread::sleep_for(std::min<DutyCycle::Seconds>(end - Clock::now(), longest_nap));
  }
}

void WebServer::Loop::await_connection() {
  incoming_.async_wait(net::posix::stream_descriptor::wait_read, [this](const auto& error) {
    if (!error) on_connection();
  });
}

void WebServer::Loop::on_connection() {
  for (int i = 0; i < accepted_at_once; ++i) {
    auto accepted = listening_.accept();
    if (*accepted.socket >= 0) {
      serve(std::move(accepted.socket), accepted.from);
      continue;
    }
    const bool is_exhausted = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    if (is_exhausted && !make_room()) return pause_accepting();
    if (!is_exhausted && errno != ECONNABORTED && errno != EINTR) break;
  }
  await_connection();
}

void WebServer::Loop::pause_accepting() {
  pause_.expires_after(exhausted_time);
  pause_.async_wait([this](const auto& error) {
    if (!error) await_connection();
  });
}

void WebServer::Loop::serve(FileDescriptor socket, const osc::SocketAddress& from) {
  const auto is_visitor = [](const auto& one) { return !one->is_gone() && !one->is_client(); };
  const std::size_t visitors = std::ranges::count_if(all_, is_visitor);
  if (visitors >= most_visitors) make_room();
  try {
    all_.push_back(std::make_shared<WebSession>(io_, std::move(socket), from, sessions_));
    all_.back()->start();
  } catch (const std::exception& error) {
    spdlog::warn("OSCQuery: a connection failed: {}", error.what());
  }
}

/** Closes the HTTP connection that will be missed least; false = there is none. */
bool WebServer::Loop::make_room() {
  WebSession* least = nullptr;
  for (const auto& one : all_) {
    if (one->is_gone() || one->is_client()) continue;
    if (!least || one->is_missed_less_than(*least)) least = one.get();
  }
  if (!least) return false;
  ++sessions_.dropped;
  least->drop();
  return true;
}

/** Whether there is room for another WebSocket, if necessary by closing one that listens to nothing. */
bool WebServer::Loop::make_room_for_client() {
  std::size_t count = 0;
  WebSession* idlest = nullptr;
  const auto long_ago = Clock::now() - spare_time;
  for (const auto& one : all_) {
    if (!one->is_client()) continue;
    ++count;
    const bool is_spare = one->is_open() && one->heard() <= long_ago && !one->is_awaiting();
    if (is_spare && (!idlest || one->heard() < idlest->heard())) idlest = one.get();
  }
  if (count < most_clients) return true;
  if (!idlest) return false;
  ++sessions_.dropped;
  idlest->close(websocket::close_code::going_away, "closed to make room for others");
  return true;
}

WebServer::WebServer(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
WebServer::~WebServer() = default;

ErrorOr<std::unique_ptr<WebServer>> WebServer::open(const osc::SocketAddress& address, WebAccess access,
                                                    Handler& handler, Clock::duration answer_time) {
  auto listening = ListeningSocket::open(address);
  if (!listening) return tl::unexpected(listening.error());
  try {
    auto loop = std::make_unique<Loop>(std::move(*listening), std::move(access), handler, answer_time);
    return std::unique_ptr<WebServer>(new WebServer(std::move(loop)));
  } catch (const boost::system::system_error& error) {
    return fail(std::string("OSCQuery cannot start: ") + error.what());
  }
}

void WebServer::run() {
  loop_->run();
}

void WebServer::stop() {
  loop_->stop();
}

void WebServer::wake() {
  loop_->wake();
}

void WebServer::serve(FileDescriptor socket, const osc::SocketAddress& from) {
  loop_->serve(std::move(socket), from);
}

std::uint16_t WebServer::port() const {
  return loop_->port();
}

WebServer::Counters WebServer::counters() const {
  return loop_->counters();
}

}  // namespace aeolian::oscquery
