// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include "tests/scratch_folder.h"

namespace aeolian::daemon {

/**
 * The service manager's end of sd_notify(3): a socket named by NOTIFY_SOCKET for this process and its
 * children, during its lifetime.
 */
class NotifySocket {
 public:
  /** Requires a watchdog message every `watchdog`; zero = none required. */
  explicit NotifySocket(std::chrono::microseconds watchdog) {
    socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = folder_ / "notify";
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::system_error(errno, std::generic_category(), path);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    if (watchdog.count() > 0) {
      setenv("WATCHDOG_USEC", std::to_string(watchdog.count()).c_str(), 1);
    }
  }
  ~NotifySocket() {
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    close(socket_);
  }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  /** The lines of the next message; none if none arrives within `patience`. */
  std::vector<std::string> receive(std::chrono::milliseconds patience = {}) const {
    pollfd readable{.fd = socket_, .events = POLLIN, .revents = 0};
    if (poll(&readable, 1, static_cast<int>(patience.count())) <= 0) {
      return {};
    }
    std::array<char, 4096> text{};
    const ssize_t size = recv(socket_, text.data(), text.size(), 0);
    std::istringstream message(std::string(text.data(), size < 0 ? 0 : static_cast<std::size_t>(size)));
    std::vector<std::string> lines;
    for (std::string line; std::getline(message, line);) {
      lines.push_back(line);
    }
    return lines;
  }

  /** All lines that arrive within `time`. */
  std::vector<std::string> receive_for(std::chrono::milliseconds time) const {
    const auto until = std::chrono::steady_clock::now() + time;
    std::vector<std::string> all;
    for (auto now = std::chrono::steady_clock::now(); now < until; now = std::chrono::steady_clock::now()) {
      const auto lines = receive(std::chrono::ceil<std::chrono::milliseconds>(until - now));
      all.insert(all.end(), lines.begin(), lines.end());
    }
    return all;
  }

 private:
  const ScratchFolder folder_;
  int socket_;
};

}  // namespace aeolian::daemon
