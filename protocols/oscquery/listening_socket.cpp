// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/listening_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace aeolian::oscquery {
namespace {

tl::unexpected<Error> cannot_listen(const osc::SocketAddress& address, int error) {
  const std::string where = "cannot listen on " + address.text() + " (TCP) for OSCQuery: ";
  if (error == EADDRINUSE)
    return fail(where + "another program uses that port; quit it, or choose another port");
  if (error == EADDRNOTAVAIL) return fail(where + "this machine does not have that address");
  return fail(where + std::strerror(error));
}

}  // namespace

ErrorOr<ListeningSocket> ListeningSocket::open(const osc::SocketAddress& address) {
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
  osc::SocketAddress client;
  socklen_t size = osc::SocketAddress::capacity();
  FileDescriptor socket(accept4(*socket_, client.data(), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (*socket < 0) return {std::move(socket), client};
  // Small messages are sent at once, so that a fader's value does not wait for the next one.
  const int on = 1;
  setsockopt(*socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return {std::move(socket), client};
}

std::uint16_t ListeningSocket::port() const {
  osc::SocketAddress own;
  socklen_t size = osc::SocketAddress::capacity();
  return getsockname(*socket_, own.data(), &size) == 0 ? own.port() : std::uint16_t{0};
}

}  // namespace aeolian::oscquery
