// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string>

#include "core/error.h"

namespace aeolian::osc {

/** An IPv4 or IPv6 address with a port. */
class SocketAddress {
 public:
  SocketAddress() = default;

  /** Parses a numeric address, such as "127.0.0.1", "0.0.0.0" or "::1". Uses no name server. */
  static ErrorOr<SocketAddress> from_text(const std::string& address, std::uint16_t port);

  int family() const { return storage_.ss_family; }
  std::uint16_t port() const;
  SocketAddress with_port(std::uint16_t port) const;
  std::string text() const;                    ///< "127.0.0.1:9000"
  std::array<unsigned char, 16> host() const;  ///< the address without the port, in IPv6 form

  bool is_loopback() const;
  /** Whether an interface of this machine has the address now; asks the system. */
  bool is_of_this_machine() const;
  /** Compares addresses without ports; IPv4 mapped to IPv6 counts as IPv4. */
  bool is_same_machine(const SocketAddress& other) const { return host() == other.host(); }
  bool operator==(const SocketAddress& other) const {
    return port() == other.port() && is_same_machine(other);
  }

  sockaddr* data() { return reinterpret_cast<sockaddr*>(&storage_); }
  const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  socklen_t size() const;
  static constexpr socklen_t capacity() { return sizeof(sockaddr_storage); }

 private:
  sockaddr_storage storage_{};
};

}  // namespace aeolian::osc
