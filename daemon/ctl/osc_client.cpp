// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/ctl/osc_client.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <span>
#include <utility>

#include "protocols/osc/packet.h"
#include "protocols/osc/serialise.h"
#include "protocols/osc/socket_address.h"

namespace aeolian::ctl {

ErrorOr<std::unique_ptr<OscClient>> OscClient::open(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (error != 0) {
    return fail("cannot find the machine " + host + ": " + gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, &freeaddrinfo);
  std::deque<FileDescriptor> sockets;
  for (const addrinfo* address = found; address; address = address->ai_next) {
    FileDescriptor opened(socket(address->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    // Connected, so that a port without a listener is reported as an error.
    if (*opened >= 0 && connect(*opened, address->ai_addr, address->ai_addrlen) == 0) {
      sockets.push_back(std::move(opened));
    }
  }
  if (sockets.empty()) return fail("cannot reach " + host);
  return std::unique_ptr<OscClient>(new OscClient(std::move(sockets)));
}

void OscClient::send(const osc::Message& message) {
  const auto packet = osc::serialise(message);
  transmit({packet.begin(), packet.end()});
  if (!was_answered_ && sockets_.size() > 1) unanswered_.emplace_back(packet.begin(), packet.end());
}

bool OscClient::is_far() const {
  osc::SocketAddress server;
  socklen_t size = osc::SocketAddress::capacity();
  getpeername(*sockets_.front(), server.data(), &size);
  return !server.is_loopback();
}

void OscClient::transmit(const Packet& packet) {
  // An error here belongs to an earlier packet, or shows as a missing answer.
  (void)!write(*sockets_.front(), packet.data(), packet.size());
}

/** Resends the packets that the first address refused to the next address; false = there is none. */
bool OscClient::try_next_address() {
  if (was_answered_ || sockets_.size() < 2) return false;
  sockets_.pop_front();
  for (const auto& packet : unanswered_) transmit(packet);
  return true;
}

tl::expected<osc::Message, OscClient::Silence> OscClient::receive(Clock::time_point deadline) {
  while (received_.empty()) {
    const auto left = std::max<std::int64_t>(
        std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count(), 0);
    const timespec longest{left / 1000, left % 1000 * 1'000'000};
    pollfd readable{*sockets_.front(), POLLIN, 0};
    sigset_t held;
    pthread_sigmask(SIG_BLOCK, nullptr, &held);
    sigdelset(&held, SIGINT);
    sigdelset(&held, SIGTERM);
    sigdelset(&held, SIGHUP);
    const int ready = ppoll(&readable, 1, &longest, &held);
    if (ready < 0) {
      return tl::unexpected(Silence::interrupted);
    }
    if (ready == 0) {
      return tl::unexpected(Silence::timed_out);
    }
    std::array<std::byte, osc::max_packet_size> buffer{};
    const auto size = read(*sockets_.front(), buffer.data(), buffer.size());
    if (size < 0 && errno == ECONNREFUSED) {
      if (try_next_address()) continue;
      return tl::unexpected(Silence::refused);
    }
    if (size < 0) {
      continue;
    }
    was_answered_ = true;
    const auto messages = osc::parse_packet(std::span(buffer).first(static_cast<std::size_t>(size)));
    if (!messages) {
      continue;
    }
    for (const auto& timed : *messages) {
      if (timed.message.path.ends_with("/notify/confirm")) {
        send(timed.message);  // confirms this address to a server on another machine
      } else {
        received_.push_back(timed.message);
      }
    }
  }
  osc::Message message = std::move(received_.front());
  received_.pop_front();
  return message;
}

}  // namespace aeolian::ctl
