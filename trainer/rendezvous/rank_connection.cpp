// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/rendezvous/rank_connection.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

namespace aeolian::trainer {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto sign_interval = seconds(2);
constexpr auto poll_interval = milliseconds(250);
constexpr milliseconds connect_patience = seconds(5);

/**
 * The maximum size of a message before and after trust(), bytes, and the maximum number of messages waiting
 * to be received.
 */
constexpr std::uint32_t longest_first_message = 4096, longest_message = 1 << 30;
constexpr std::size_t most_waiting = 256;

void set_option(int socket, int level, int name, int value) {
  ::setsockopt(socket, level, name, &value, sizeof value);
}

std::string address_in_digits(const sockaddr_storage& address, socklen_t size) {
  std::array<char, NI_MAXHOST> host{};
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
  if (::getnameinfo(generic, size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0) return "?";
  const std::string text = host.data();
  constexpr std::string_view mapped = "::ffff:";
  return text.starts_with(mapped) ? text.substr(mapped.size()) : text;
}

template <class Ask>
std::string address_by(const Ask& ask, int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  return ask(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0 ? address_in_digits(address, size)
                                                                        : "?";
}

/** Connects within the timeout; returns an error number, or 0. */
int connect_one(int socket, const addrinfo& to) {
  const int flags = ::fcntl(socket, F_GETFL);
  ::fcntl(socket, F_SETFL, flags | O_NONBLOCK);
  if (::connect(socket, to.ai_addr, to.ai_addrlen) != 0) {
    if (errno != EINPROGRESS) return errno;
    pollfd writable{socket, POLLOUT, 0};
    if (::poll(&writable, 1, static_cast<int>(connect_patience.count())) != 1) return ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return error;
  }
  ::fcntl(socket, F_SETFL, flags);
  return 0;
}

}  // namespace

ErrorOr<FileDescriptor> RankConnection::connect(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); error != 0)
    return fail(host + ": " + ::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, ::freeaddrinfo);
  int error = 0;
  for (const addrinfo* to = found; to; to = to->ai_next) {
    FileDescriptor socket(::socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    error = *socket < 0 ? errno : connect_one(*socket, *to);
    if (error == 0) return socket;
  }
  return fail(host + " port " + std::to_string(port) + ": " + std::generic_category().message(error));
}

RankConnection::RankConnection(FileDescriptor socket) : socket_(std::move(socket)) {
  set_option(*socket_, IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(*socket_, IPPROTO_TCP, TCP_USER_TIMEOUT,
             static_cast<int>(milliseconds(longest_silence).count()));
  reader_ = std::jthread([this] { read_until_lost(); });
}

RankConnection::~RankConnection() {
  close("closed");
}

void RankConnection::send(const RankMessage& message) {
  const std::string bytes = to_bytes(message);
  const auto length = static_cast<std::uint32_t>(bytes.size());
  std::string frame(reinterpret_cast<const char*>(&length), sizeof length);
  frame += bytes;
  const std::lock_guard lock(write_mutex_);
  if (!write(frame)) close("cannot be written to: " + std::generic_category().message(errno));
}

bool RankConnection::write(const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const auto more = ::send(*socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (more < 0 && errno == EINTR) continue;
    if (more <= 0) return false;
    sent += static_cast<std::size_t>(more);
  }
  return true;
}

std::optional<RankMessage> RankConnection::receive(Clock::time_point until) {
  std::unique_lock lock(mutex_);
  arrived_.wait_until(lock, until, [&] { return !messages_.empty() || !why_lost_.empty(); });
  if (messages_.empty()) return std::nullopt;
  auto message = std::move(messages_.front());
  messages_.pop_front();
  return message;
}

void RankConnection::close(const std::string& reason) {
  {
    const std::lock_guard lock(mutex_);
    if (why_lost_.empty()) why_lost_ = reason;
  }
  ::shutdown(*socket_, SHUT_RDWR);  // ends the reader
  arrived_.notify_all();
}

bool RankConnection::is_lost() const {
  const std::lock_guard lock(mutex_);
  return !why_lost_.empty();
}

std::string RankConnection::why_lost() const {
  const std::lock_guard lock(mutex_);
  return why_lost_;
}

std::string RankConnection::local_address() const {
  return address_by(::getsockname, *socket_);
}

std::string RankConnection::peer_address() const {
  return address_by(::getpeername, *socket_);
}

void RankConnection::say_still_here() {
  const std::unique_lock lock(write_mutex_, std::try_to_lock);
  if (!lock) return;  // a message is being sent, which is a sign of life as well
  pollfd writable{*socket_, POLLOUT, 0};
  if (::poll(&writable, 1, 0) != 1) return;
  const std::string bytes = to_bytes(StillHere{});
  const auto length = static_cast<std::uint32_t>(bytes.size());
  write(std::string(reinterpret_cast<const char*>(&length), sizeof length) + bytes);
}

void RankConnection::read_until_lost() {
  std::string bytes;
  std::array<char, 1 << 16> part{};
  auto heard = Clock::now(), said = heard;
  while (!is_lost()) {
    const auto now = Clock::now();
    if (now - heard > longest_silence)
      return close("was silent for " + std::to_string(longest_silence.count()) + " s");
    if (is_trusted_ && now - said > sign_interval) {
      said = now;
      say_still_here();
    }
    pollfd readable{*socket_, POLLIN, 0};
    if (::poll(&readable, 1, static_cast<int>(poll_interval.count())) != 1) continue;
    const auto count = ::recv(*socket_, part.data(), part.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) return close("has ended");
    if (count < 0) return close(std::generic_category().message(errno));
    heard = Clock::now();
    bytes.append(part.data(), static_cast<std::size_t>(count));
    take_frames(bytes);
  }
}

void RankConnection::take_frames(std::string& bytes) {
  std::size_t at = 0;
  for (std::uint32_t length = 0; bytes.size() - at >= sizeof length; at += sizeof length + length) {
    std::memcpy(&length, bytes.data() + at, sizeof length);
    if (length > (is_trusted_ ? longest_message : longest_first_message))
      return close("does not send our messages");
    if (bytes.size() - at - sizeof length < length) break;
    auto message = parse_rank_message(std::string_view(bytes).substr(at + sizeof length, length));
    if (!message) return close("does not send our messages");
    if (std::holds_alternative<StillHere>(*message)) continue;
    const std::lock_guard lock(mutex_);
    if (messages_.size() >= most_waiting) {
      if (why_lost_.empty()) why_lost_ = "sends too much data";
      break;
    }
    messages_.push_back(*std::move(message));
    arrived_.notify_all();
  }
  bytes.erase(0, at);
}

}  // namespace aeolian::trainer
