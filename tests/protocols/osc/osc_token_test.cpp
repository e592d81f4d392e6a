// SPDX-License-Identifier: GPL-3.0-or-later
// Tests that, with a token in the configuration, other machines must send it before they may control
// anything.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/comes_true.h"
#include "tests/protocols/osc/far_peer.h"
#include "tests/protocols/osc/osc_server_fixture.h"

namespace aeolian::osc {
namespace {

class OscToken : public OscServerTest {
 protected:
  /** Runs `test` with a server that has the token "open sesame", in a network with another machine. */
  void far_away(const std::function<void(const SocketAddress&)>& test) {
    run_in_own_network([&] {
      const auto server =
          Server::start({.address = "0.0.0.0", .port = 0, .allowed = {far_address}, .token = "open sesame"},
                        {parameters_, presets_, instrument_}, source_);
      ASSERT_TRUE(server);
      test(SocketAddress::from_text(far_address, (*server)->address().port()).value());
    });
  }
  static std::vector<Message> from_afar(FarPeer& peer, const Message& message) {
    peer.send(message);
    peer.send({"/aeolian/ping", {}});
    auto replies = peer.hear("/aeolian/pong");
    EXPECT_EQ(replies.back().path, "/aeolian/pong");
    replies.pop_back();
    return replies;
  }
  /** The codes of the failures among `replies`. */
  static std::vector<std::int32_t> codes_in(const std::vector<Message>& replies) {
    std::vector<std::int32_t> codes;
    for (const auto& reply : replies) {
      if (reply.path == "/aeolian/fail") codes.push_back(std::get<std::int32_t>(reply.arguments.at(2)));
    }
    return codes;
  }
  double gain() const { return parameters_.number(ParameterId::gain); }
};

using Codes = std::vector<std::int32_t>;

TEST_F(OscToken, AnotherMachineLooksUntilItHasSentTheToken) {
  far_away([this](const SocketAddress& to) {
    FarPeer peer(to);
    EXPECT_EQ(from_afar(peer, {"/aeolian/gain", {}}), (std::vector<Message>{{"/aeolian/gain", {0.f}}}));
    const auto refused = from_afar(peer, {"/aeolian/gain", {-6.f}});
    EXPECT_EQ(codes_in(refused), Codes{403});
    EXPECT_NE(std::get<std::string>(refused.at(0).arguments.at(3)).find("osc_token"), std::string::npos);
    EXPECT_EQ(codes_in(from_afar(peer, {"/aeolian/preset/save", {std::string("dawn")}})), Codes{403});
    EXPECT_EQ(codes_in(from_afar(peer, {"/aeolian/voice/1/gain", {-6.f}})), Codes{403});
    EXPECT_EQ(codes_in(from_afar(peer, {"/aeolian/encoding/dim/0", {1.f}})), Codes{403});
    EXPECT_EQ(codes_in(from_afar(peer, {"/aeolian/encoding/dim/0", {}})), Codes{});
    EXPECT_EQ(codes_in(from_afar(peer, {"/aeolian/play", {}})), Codes{403});
    EXPECT_EQ(codes_in(from_afar(peer, {"/aeolian/guard", {}})), Codes{});
    EXPECT_EQ(codes_in(from_afar(peer, {"/aeolian/guard", {std::int32_t{0}}})), Codes{403});
    EXPECT_EQ(codes_in(from_afar(peer, {"/aeolian/{stop,panic}", {}})), (Codes{403, 403}));
    EXPECT_EQ(gain(), 0.);
    EXPECT_EQ(from_afar(peer, {"/aeolian/token", {std::string("open sesame")}}).at(0).path, "/aeolian/done");
    EXPECT_EQ(from_afar(peer, {"/aeolian/gain", {-6.f}}), std::vector<Message>{});
    EXPECT_EQ(gain(), -6.);
    FarPeer another(to);
    EXPECT_EQ(from_afar(another, {"/aeolian/gain", {-9.f}}), std::vector<Message>{})
        << "any program of that machine may";
    EXPECT_EQ(gain(), -9.);
  });
}

TEST_F(OscToken, ALockedMachineCannotFillTheTimeTagsWithWhatItMayNotPlay) {
  far_away([this](const SocketAddress& to) {
    FarPeer peer(to);
    peer.send_bundle({{"/aeolian/gain", {-6.f}}, {"/aeolian/{stop,panic}", {}}, {"/aeolian/gain", {}}}, 0.3);
    EXPECT_EQ(codes_in(from_afar(peer, {"/aeolian/version", {}})), (Codes{403, 403, 403}))
        << "refused at once";
    std::vector<Message> later;
    EXPECT_TRUE(comes_true([&] { return !(later = peer.hear("/aeolian/gain")).empty(); }));
    EXPECT_EQ(later, (std::vector<Message>{{"/aeolian/gain", {0.f}}})) << "a question waits for its time";
  });
}

TEST_F(OscToken, AWrongTokenUnlocksNothingAndFewCanBeTried) {
  far_away([this](const SocketAddress& to) {
    FarPeer peer(to);
    EXPECT_EQ(codes_in(from_afar(peer, {"/aeolian/token", {std::string("open barley")}})), Codes{403});
    EXPECT_EQ(codes_in(from_afar(peer, {"/aeolian/gain", {-6.f}})), Codes{403});
    for (int i = 0; i < 20; ++i)
      peer.send({"/aeolian/token", {std::string("guess number " + std::to_string(i))}});
    const auto codes = codes_in(peer.hear());
    EXPECT_GT(std::ranges::count(codes, 429), 10);
    EXPECT_EQ(gain(), 0.);
  });
}

TEST_F(OscToken, ProgramsOfThisMachineNeedNone) {
  const auto server =
      Server::start({.port = 0, .token = "open sesame"}, {parameters_, presets_, instrument_}, source_)
          .value();
  OscPeer peer(server->address().port());
  EXPECT_EQ(peer.exchange({"/aeolian/gain", {-6.f}}), std::vector<Message>{});
  EXPECT_EQ(gain(), -6.);
}

TEST_F(OscToken, AProgramThatSendsOneWhereNoneIsNeededIsContent) {
  EXPECT_EQ(exchange("/token", {std::string("anything")}).at(0).path, "/aeolian/done");
}

}  // namespace
}  // namespace aeolian::osc
