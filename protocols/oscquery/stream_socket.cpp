#include "protocols/oscquery/stream_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace aeolian {
namespace {

bool must_wait(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

tl::unexpected<Error> cannot_listen(const SocketAddress& address, int error) {
  const std::string where = "cannot listen on " + address.text() + " (TCP) for OSCQuery: ";
  if (error == EADDRINUSE)
    return fail(where + "another program has that port; end it, or choose another port");
  if (error == EADDRNOTAVAIL) return fail(where + "this machine does not have that address");
  return fail(where + std::strerror(error));
}

}  // namespace

bool StreamSocket::receive(std::string& bytes, std::size_t most) {
  std::array<char, 16384> buffer;
  const auto got = recv(*socket_, buffer.data(), std::min(most, buffer.size()), 0);
  if (got < 0) return must_wait(errno);
  bytes.append(buffer.data(), static_cast<std::size_t>(got));
  return got > 0;
}

bool StreamSocket::discard() {
  std::string bytes;
  return receive(bytes, std::string::npos);
}

void StreamSocket::send(std::string_view bytes) {
  unsent_.append(bytes);
}

bool StreamSocket::flush() {
  while (unsent() > 0) {
    const auto taken = ::send(*socket_, unsent_.data() + sent_, unsent_.size() - sent_, MSG_NOSIGNAL);
    if (taken < 0) return must_wait(errno);
    sent_ += static_cast<std::size_t>(taken);
    bytes_sent_ += static_cast<std::size_t>(taken);
  }
  unsent_ = {};
  sent_ = 0;
  return true;
}

void StreamSocket::finish() {
  shutdown(*socket_, SHUT_WR);
}

ErrorOr<ListeningSocket> ListeningSocket::open(const SocketAddress& address) {
  FileDescriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (*socket < 0) return cannot_listen(address, errno);
  const int on = 1;
  setsockopt(*socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  constexpr int most_waiting = 128;
  if (bind(*socket, address.data(), address.size()) != 0 || listen(*socket, most_waiting) != 0) {
    return cannot_listen(address, errno);
  }
  return ListeningSocket(std::move(socket));
}

ListeningSocket::Accepted ListeningSocket::accept() {
  SocketAddress client;
  socklen_t size = SocketAddress::capacity();
  FileDescriptor socket(accept4(*socket_, client.data(), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (*socket < 0) return {std::move(socket), false};
  // Small messages go at once: a fader is not held back for the one that follows.
  const int on = 1;
  setsockopt(*socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return {std::move(socket), is_loopback(client)};
}

std::uint16_t ListeningSocket::port() const {
  SocketAddress own;
  socklen_t size = SocketAddress::capacity();
  return getsockname(*socket_, own.data(), &size) == 0 ? own.port() : std::uint16_t{0};
}

bool is_loopback(const SocketAddress& address) {
  const auto is_loopback_v4 = [](std::uint32_t number) { return number >> 24 == 127; };
  if (address.family() == AF_INET) {
    return is_loopback_v4(ntohl(reinterpret_cast<const sockaddr_in*>(address.data())->sin_addr.s_addr));
  }
  const auto& numeric = reinterpret_cast<const sockaddr_in6*>(address.data())->sin6_addr;
  if (!IN6_IS_ADDR_V4MAPPED(&numeric)) return IN6_IS_ADDR_LOOPBACK(&numeric);
  std::uint32_t inner = 0;
  std::memcpy(&inner, numeric.s6_addr + 12, sizeof inner);
  return is_loopback_v4(ntohl(inner));
}

}  // namespace aeolian
