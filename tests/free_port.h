// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

#include "core/file_descriptor.h"

namespace aeolian {

/**
 * Reserves a TCP port of the loopback device, so that no other program gets it by chance during its lifetime.
 * A server that reuses addresses (SO_REUSEADDR), as nearly all do, can listen on it.
 */
class ReservedPort {
 public:
  ReservedPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    ::setsockopt(*socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(*socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(*socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::system_error(errno, std::generic_category(), "no free port");
    number_ = ntohs(address.sin_port);
  }

  std::uint16_t number() const { return number_; }

 private:
  FileDescriptor socket_;
  std::uint16_t number_ = 0;
};

/** A TCP port of the loopback device that was free a moment ago. */
inline std::uint16_t free_port() {
  return ReservedPort().number();
}

}  // namespace aeolian
