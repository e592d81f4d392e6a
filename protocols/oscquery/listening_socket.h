// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/error.h"
#include "core/file_descriptor.h"
#include "protocols/osc/socket_address.h"

namespace aeolian::oscquery {

/** A listening TCP port. Neither it nor its connections are inherited by other programs. */
class ListeningSocket {
 public:
  /** Opens a port; 0 = any free one. */
  static ErrorOr<ListeningSocket> open(const osc::SocketAddress& address);

  struct Accepted {
    FileDescriptor socket;  ///< non-blocking
    osc::SocketAddress from;
  };
  /**
   * Returns the next waiting connection; `socket` is -1 if there is none or it cannot be accepted: see errno.
   */
  Accepted accept();

  int descriptor() const { return *socket_; }
  std::uint16_t port() const;

 private:
  explicit ListeningSocket(FileDescriptor socket) : socket_(std::move(socket)) {}
  FileDescriptor socket_;
};

}  // namespace aeolian::oscquery
