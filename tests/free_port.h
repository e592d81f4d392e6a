// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>

#include "core/file_descriptor.h"

namespace aeolian {

/** A TCP port of the loopback device that was free a moment ago. */
inline std::uint16_t free_port() {
  const FileDescriptor any(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(*any, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(*any, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

}  // namespace aeolian
