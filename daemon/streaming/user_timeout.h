// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace aeolian::daemon {

/**
 * Makes the system end every TCP connection of this process to a remote `port` on which bytes wait for
 * `timeout` without the peer taking any (TCP's user timeout, RFC 5482); the next use of the connection is
 * then an error. libshout, whose connections these are, does not expose their sockets.
 */
void set_user_timeout(std::uint16_t port, std::chrono::milliseconds timeout);

}  // namespace aeolian::daemon
