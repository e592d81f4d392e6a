// SPDX-License-Identifier: GPL-3.0-or-later
// Forging another machine's address does not flood that machine: in a network namespace of the test.
#include <gtest/gtest.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <thread>

#include "protocols/osc/packet.h"
#include "protocols/osc/serialise.h"
#include "tests/protocols/osc/osc_server_fixture.h"

namespace aeolian {
namespace {

constexpr const char* far_address = "192.0.2.1";

/**
 * Gives the loopback device of a new network namespace an address that is not a loopback one; false = not
 * permitted.
 */
bool enter_own_network() {
  if (unshare(CLONE_NEWNET) != 0) return false;
  const int any = socket(AF_INET, SOCK_DGRAM, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  bool is_set = ioctl(any, SIOCSIFFLAGS, &request) == 0;
  std::strcpy(request.ifr_name, "lo:1");
  const auto address = SocketAddress::from_text(far_address, 0).value();
  std::memcpy(&request.ifr_addr, address.data(), sizeof(sockaddr_in));
  is_set = is_set && ioctl(any, SIOCSIFADDR, &request) == 0;
  close(any);
  return is_set;
}

/** A socket of another machine. */
class FarPeer {
 public:
  explicit FarPeer(const SocketAddress& server) : server_(server) {
    auto here = SocketAddress::from_text(far_address, 0).value();
    bind(socket_, here.data(), here.size());
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

  void send(const OscMessage& message) {
    const auto packet = serialise(message);
    sent_ += packet.size();
    sendto(socket_, packet.data(), packet.size(), 0, server_.data(), server_.size());
  }
  /** All messages until none has come for 0.2 s. */
  std::vector<OscMessage> hear() {
    std::vector<OscMessage> messages;
    std::array<std::byte, max_osc_packet_size> packet;
    for (ssize_t size = 0; (size = recv(socket_, packet.data(), packet.size(), 0)) > 0;) {
      heard_ += static_cast<std::size_t>(size);
      const auto parsed = parse_osc_packet(std::span(packet).first(static_cast<std::size_t>(size)));
      EXPECT_TRUE(parsed);
      if (!parsed) break;
      for (const auto& timed : *parsed) {
        messages.push_back(timed.message);
      }
      if (messages.size() > 20) break;  // updates never end
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

class Reflection : public OscServerTest {
 protected:
  /** Runs `test` with a server in a network namespace. */
  void far_away(const std::function<void(OscServer&, const SocketAddress&)>& test, OscOptions options = {}) {
    bool is_permitted = true;
    std::thread([&] {
      is_permitted = enter_own_network();
      if (!is_permitted) return;
      options.address = "0.0.0.0";
      options.port = 0;
      const auto server = OscServer::start(options, {parameters_, presets_, instrument_}, source_);
      ASSERT_TRUE(server);
      test(**server, SocketAddress::from_text(far_address, (*server)->address().port()).value());
    }).join();
    if (!is_permitted)
      GTEST_SKIP() << "a network of one's own takes root: nothing was sent from another machine";
  }

  static std::string token_in(const std::vector<OscMessage>& messages) {
    for (const auto& message : messages) {
      if (message.path == "/aeolian/notify/confirm") return std::get<std::string>(message.arguments.at(0));
    }
    return {};
  }
};

TEST_F(Reflection, ATargetBeyondThisMachineIsToldNoMoreThanThreeTimesWhatItSent) {
  far_away([](OscServer& server, const SocketAddress& to) {
    FarPeer victim(to), attacker(to);
    attacker.send({"/aeolian/notify", {std::int32_t{1}, std::int32_t{victim.port()}, 60.f}});
    for (int i = 0; i < 20; ++i) attacker.send({"/aeolian/metrics", {}});
    for (int i = 0; i < 20; ++i) attacker.send({"/aeolian/encoding/list", {}});
    EXPECT_NE(token_in(victim.hear()), "") << "it is asked whether it wants this";
    EXPECT_LE(victim.heard(), 3 * attacker.sent());
    EXPECT_GT(server.counters().unconfirmed, 0u);
  });
}

TEST_F(Reflection, ATargetThatAnswersItsTokenIsToldAll) {
  far_away([](OscServer&, const SocketAddress& to) {
    FarPeer peer(to), ear(to);
    peer.send({"/aeolian/notify", {std::int32_t{1}, std::int32_t{ear.port()}, 10.f}});
    const auto token = token_in(ear.hear());
    ASSERT_NE(token, "");
    ear.send({"/aeolian/notify/confirm", {token}});
    const auto news = ear.hear();
    EXPECT_GT(ear.heard(), 3 * (peer.sent() + ear.sent()));
    EXPECT_TRUE(std::ranges::any_of(
        news, [](const OscMessage& message) { return message.path == "/aeolian/status.reply"; }));
  });
}

TEST_F(Reflection, AQuestionOfAnotherMachineIsAnsweredWhereTheAnswerIsShort) {
  far_away([](OscServer&, const SocketAddress& to) {
    FarPeer peer(to);
    peer.send({"/aeolian/ping", {}});
    EXPECT_EQ(peer.hear(), (std::vector<OscMessage>{{"/aeolian/pong", {}}}));
    peer.send({"/aeolian/metrics", {}});
    const auto token = token_in(peer.hear());
    ASSERT_NE(token, "") << "otherwise after a token";
    peer.send({"/aeolian/notify/confirm", {token}});
    EXPECT_EQ(peer.hear().at(0).path, "/aeolian/done");
    peer.send({"/aeolian/metrics", {}});
    EXPECT_EQ(peer.hear().size(), 4u);
  });
}

TEST_F(Reflection, TheServersOwnPortIsNoTargetUnderAnyAddressOfItsMachine) {
  far_away(
      [](OscServer& server, const SocketAddress& to) {
        FarPeer peer(to);
        peer.send({"/aeolian/notify", {std::int32_t{1}, std::int32_t{server.address().port()}, 60.f}});
        const auto replies = peer.hear();
        ASSERT_EQ(replies.size(), 1u);
        EXPECT_EQ(replies[0].path, "/aeolian/fail");
        EXPECT_EQ(server.counters().packets, 1u) << "it hears nothing of itself";
      },
      {.allowed = {far_address}});
}

TEST_F(Reflection, WhoIsOnTheListOfTheAllowedNeedsNoToken) {
  far_away(
      [](OscServer&, const SocketAddress& to) {
        FarPeer peer(to);
        peer.send({"/aeolian/metrics", {}});
        EXPECT_EQ(peer.hear().size(), 4u);
      },
      {.allowed = {far_address}});
}

}  // namespace
}  // namespace aeolian
