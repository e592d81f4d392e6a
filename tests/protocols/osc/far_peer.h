// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "protocols/osc/packet.h"
#include "protocols/osc/serialise.h"
#include "tests/own_network.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian::osc {

/** A socket with an address of its own, by default on another machine. */
class FarPeer {
 public:
  explicit FarPeer(const SocketAddress& server, const char* address = far_address) : server_(server) {
    auto here = SocketAddress::from_text(address, 0).value();
    EXPECT_EQ(bind(socket_, here.data(), here.size()), 0);
    socklen_t size = SocketAddress::capacity();
    getsockname(socket_, here.data(), &size);
    port_ = here.port();
    const timeval wait{0, 200'000};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  }
  ~FarPeer() { close(socket_); }
  FarPeer(const FarPeer&) = delete;
  FarPeer& operator=(const FarPeer&) = delete;

  std::uint16_t port() const { return port_; }
  std::size_t sent() const { return sent_; }
  std::size_t heard() const { return heard_; }

  void send(const Message& message) { send_raw(serialise(message)); }
  void send_raw(std::span<const std::byte> packet) {
    sent_ += packet.size();
    sendto(socket_, packet.data(), packet.size(), 0, server_.data(), server_.size());
  }
  /** Sends a bundle of `messages`, timed `seconds` from now. */
  void send_bundle(const std::vector<Message>& messages, double seconds) {
    auto packet = serialise(messages);
    const auto time = time_tag(seconds);
    constexpr std::size_t place = 8;  // of the time tag in a bundle
    for (std::size_t i = 0; i < 8; ++i) packet[place + i] = static_cast<std::byte>(time >> (56 - 8 * i));
    send_raw(packet);
  }
  /** Returns all messages until `last` has arrived, or until none arrives for 0.2 s. */
  std::vector<Message> hear(std::string_view last = {}) {
    std::vector<Message> messages;
    std::array<std::byte, max_packet_size> packet{};
    for (ssize_t size = 0; (size = recv(socket_, packet.data(), packet.size(), 0)) > 0;) {
      heard_ += static_cast<std::size_t>(size);
      const auto parsed = parse_packet(std::span(packet).first(static_cast<std::size_t>(size)));
      EXPECT_TRUE(parsed);
      if (!parsed) break;
      for (const auto& timed : *parsed) {
        messages.push_back(timed.message);
      }
      if (!messages.empty() && messages.back().path == last) break;
      if (messages.size() > 20) break;  // regular updates never end
    }
    return messages;
  }

 private:
  const SocketAddress server_;
  const int socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  std::uint16_t port_ = 0;
  std::size_t sent_ = 0;
  std::size_t heard_ = 0;
};

}  // namespace aeolian::osc
