// SPDX-License-Identifier: GPL-3.0-or-later
// Tests that forging another machine's address does not flood that machine, in a network namespace of the
// test.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "tests/protocols/osc/far_peer.h"
#include "tests/protocols/osc/osc_server_fixture.h"

namespace aeolian::osc {
namespace {

class Reflection : public OscServerTest {
 protected:
  /** Runs `test` with a server in a network namespace. */
  void far_away(const std::function<void(Server&, const SocketAddress&)>& test, Options options = {}) {
    run_in_own_network([&] {
      options.address = "0.0.0.0";
      options.port = 0;
      const auto server = Server::start(options, {parameters_, presets_, instrument_}, source_);
      ASSERT_TRUE(server);
      test(**server, SocketAddress::from_text(far_address, (*server)->address().port()).value());
    });
  }

  static std::string token_in(const std::vector<Message>& messages) {
    for (const auto& message : messages) {
      if (message.path == "/aeolian/notify/confirm") return std::get<std::string>(message.arguments.at(0));
    }
    return {};
  }
};

TEST_F(Reflection, ATargetBeyondThisMachineIsToldNoMoreThanThreeTimesWhatItSent) {
  far_away([](Server& server, const SocketAddress& to) {
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
  far_away([](Server&, const SocketAddress& to) {
    FarPeer peer(to), ear(to);
    peer.send({"/aeolian/notify", {std::int32_t{1}, std::int32_t{ear.port()}, 10.f}});
    const auto token = token_in(ear.hear());
    ASSERT_NE(token, "");
    ear.send({"/aeolian/notify/confirm", {token}});
    const auto news = ear.hear();
    EXPECT_GT(ear.heard(), 3 * (peer.sent() + ear.sent()));
    EXPECT_TRUE(std::ranges::any_of(
        news, [](const Message& message) { return message.path == "/aeolian/status.reply"; }));
  });
}

TEST_F(Reflection, AQuestionOfAnotherMachineIsAnsweredWhereTheAnswerIsShort) {
  far_away([](Server&, const SocketAddress& to) {
    FarPeer peer(to);
    peer.send({"/aeolian/ping", {}});
    EXPECT_EQ(peer.hear(), (std::vector<Message>{{"/aeolian/pong", {}}}));
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
      [](Server& server, const SocketAddress& to) {
        FarPeer peer(to);
        peer.send({"/aeolian/notify", {std::int32_t{1}, std::int32_t{server.address().port()}, 60.f}});
        const auto replies = peer.hear();
        ASSERT_EQ(replies.size(), 1u);
        EXPECT_EQ(replies[0].path, "/aeolian/fail");
        EXPECT_EQ(server.counters().packets, 1u) << "it receives nothing from itself";
      },
      {.allowed = {far_address}});
}

TEST_F(Reflection, WhoIsOnTheListOfTheAllowedNeedsNoToken) {
  far_away(
      [](Server&, const SocketAddress& to) {
        FarPeer peer(to);
        peer.send({"/aeolian/metrics", {}});
        EXPECT_EQ(peer.hear().size(), 4u);
      },
      {.allowed = {far_address}});
}

}  // namespace
}  // namespace aeolian::osc
