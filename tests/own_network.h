// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <thread>

#include "protocols/osc/socket_address.h"

namespace aeolian {

/**
 * An address of the network of run_in_own_network(), like that of another machine: not a loopback address
 * (RFC 5737).
 */
inline constexpr const char* far_address = "192.0.2.1";

/**
 * Moves the thread to a new network namespace, whose loopback device also has `far_address`; false = not
 * permitted.
 */
inline bool enter_own_network() {
  if (unshare(CLONE_NEWNET) != 0) return false;
  const int any = socket(AF_INET, SOCK_DGRAM, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  bool is_set = ioctl(any, SIOCSIFFLAGS, &request) == 0;
  std::strcpy(request.ifr_name, "lo:1");
  const auto address = osc::SocketAddress::from_text(far_address, 0).value();
  std::memcpy(&request.ifr_addr, address.data(), sizeof(sockaddr_in));
  is_set = is_set && ioctl(any, SIOCSIFADDR, &request) == 0;
  close(any);
  return is_set;
}

/** Runs `test` on a thread in such a network, or skips the test. */
inline void run_in_own_network(const std::function<void()>& test) {
  bool is_permitted = true;
  std::thread([&] {
    is_permitted = enter_own_network();
    if (is_permitted) test();
  }).join();
  if (!is_permitted) {
    GTEST_SKIP() << "a network of one's own takes root: nothing was sent from another machine";
  }
}

}  // namespace aeolian
