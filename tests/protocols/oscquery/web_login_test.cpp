// SPDX-License-Identifier: GPL-3.0-or-later
// Tests the permission to view and to control over HTTP and WebSocket.
#include "protocols/oscquery/web_login.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "protocols/oscquery/oscquery_server.h"
#include "tests/own_network.h"
#include "tests/protocols/oscquery/control_context_of_a_test.h"
#include "tests/protocols/oscquery/osc_message_bytes.h"
#include "tests/protocols/oscquery/web_peer.h"

namespace aeolian::oscquery {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

// Of "player:open sesame", ":open sesame" and "player:open barley"
constexpr auto right = "Authorization: Basic cGxheWVyOm9wZW4gc2VzYW1l\r\n";
constexpr auto right_without_user = "Authorization: basic Om9wZW4gc2VzYW1l\r\n";
constexpr auto wrong = "Authorization: Basic cGxheWVyOm9wZW4gYmFybGV5\r\n";

HttpResponse send(std::uint16_t port, std::string_view method, std::string_view target, std::string_view body,
                  std::string_view more_headers = {}, const char* address = "127.0.0.1") {
  TcpPeer peer(port, address);
  peer.send(std::string(method) + " " + std::string(target) +
            " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
            std::string(more_headers) + "\r\n" + std::string(body));
  return read_response(peer);
}

class WebLoginTest : public testing::Test {
 protected:
  std::unique_ptr<Server> serve(std::string address, std::string password) {
    return Server::start({.address = std::move(address),
                          .port = 0,
                          .access = web_access_here({}, {}, std::move(password))},
                         test_.context(), source_)
        .value();
  }
  double gain() const { return test_.parameters.number(ParameterId::gain); }

  /** Checks that a client that sends `headers` from `address` sees everything but changes nothing. */
  void expect_that_it_only_shows(std::uint16_t port, const char* address, std::string_view headers) {
    EXPECT_EQ(send(port, "GET", "/aeolian/gain?VALUE", "", headers, address).body, R"({"VALUE":[0.0]})");
    EXPECT_EQ(send(port, "GET", "/aeolian/gain?ACCESS", "", headers, address).body, R"({"ACCESS":1})");
    EXPECT_EQ(send(port, "GET", "/aeolian/panic?ACCESS", "", headers, address).body, R"({"ACCESS":0})");
    const auto put = send(port, "PUT", "/aeolian/gain", "-6", headers, address);
    EXPECT_EQ(put.status, 403);
    EXPECT_THAT(put.body, HasSubstr("set one with password in [control] of aeoliand.toml"));
    EXPECT_EQ(send(port, "POST", "/aeolian/preset/save", "\"dawn\"", headers, address).status, 403);
    EXPECT_EQ(send(port, "POST", "/aeolian/preset/list", "", headers, address).status, 200)
        << "a request that changes nothing";

    WebSocketPeer socket(port, headers, address);
    ASSERT_EQ(socket.status(), 101);
    socket.send_binary(packet_of({"/aeolian/gain", {-6.f}}));
    const auto refused = message_in(socket.receive().value().bytes);
    EXPECT_EQ(refused.path, "/aeolian/fail");
    EXPECT_EQ(refused.arguments.at(2), osc::Argument(std::int32_t{403}));
    socket.send_text(json{{"COMMAND", "LISTEN"}, {"DATA", "/aeolian/gain"}}.dump());
    EXPECT_EQ(message_in(socket.receive().value().bytes), (osc::Message{"/aeolian/gain", {0.f}}));
    EXPECT_EQ(gain(), 0.);
  }

  HandsOfATest test_;
  Parameters::Source source_ =
      test_.parameters.add_source("OSCQuery", [](const ControlEvent&) { return true; });
};

TEST_F(WebLoginTest, WithoutAPasswordOtherMachinesMayOnlyLook) {
  run_in_own_network([this] {
    const auto server = serve("0.0.0.0", "");
    expect_that_it_only_shows(server->port(), far_address, "");
    EXPECT_EQ(send(server->port(), "PUT", "/aeolian/gain", "-6").status, 200) << "this machine may control";
    EXPECT_EQ(gain(), -6.);
  });
}

TEST_F(WebLoginTest, WhatAProxyPassesOnCountsAsFromAnotherMachine) {
  const auto server = serve("127.0.0.1", "");
  expect_that_it_only_shows(server->port(), "127.0.0.1", "X-Forwarded-For: 127.0.0.1\r\n");
  expect_that_it_only_shows(server->port(), "127.0.0.1", "Forwarded: for=192.0.2.7\r\n");
}

TEST_F(WebLoginTest, WithThePasswordEveryMachineMaySteer) {
  run_in_own_network([this] {
    const auto server = serve("0.0.0.0", "open sesame");
    for (const char* address : {far_address, "127.0.0.1"}) {
      const auto unknown = send(server->port(), "GET", "/health", "", "", address);
      EXPECT_EQ(unknown.status, 401) << "from " << address;
      EXPECT_THAT(unknown.head, HasSubstr("www-authenticate: Basic realm=\"Aeolian\", charset=\"UTF-8\""));
      EXPECT_EQ(WebSocketPeer(server->port(), "", address).status(), 401);
      EXPECT_EQ(send(server->port(), "PUT", "/aeolian/gain", "-6", wrong, address).status, 401);
      EXPECT_EQ(send(server->port(), "GET", "/", "", "Authorization: Bearer open sesame\r\n", address).status,
                401);
    }
    EXPECT_EQ(gain(), 0.);
    EXPECT_EQ(send(server->port(), "PUT", "/aeolian/gain", "-6", right, far_address).status, 200);
    EXPECT_EQ(gain(), -6.);
    EXPECT_EQ(send(server->port(), "PUT", "/aeolian/gain", "-9", right_without_user, far_address).status,
              200);
    WebSocketPeer socket(server->port(), right, far_address);
    ASSERT_EQ(socket.status(), 101);
    socket.send_binary(packet_of({"/aeolian/gain", {-12.f}}));
    socket.send_binary(packet_of({"/aeolian/ping", {}}));
    EXPECT_EQ(message_in(socket.receive().value().bytes).path, "/aeolian/pong");
    EXPECT_EQ(gain(), -12.);
  });
}

TEST_F(WebLoginTest, ABrowserThatKeepsThePasswordFromItsWebSocketHasAKey) {
  const auto server = serve("127.0.0.1", "open sesame");
  EXPECT_THAT(send(server->port(), "GET", "/", "").head, Not(HasSubstr("set-cookie")));
  const auto head = send(server->port(), "GET", "/", "", right).head;
  ASSERT_THAT(head, HasSubstr("; HttpOnly; SameSite=Strict\r\n"));
  const auto begin = head.find("aeolian=");
  const auto cookie = "Cookie: other=1; " + head.substr(begin, head.find(';', begin) - begin) + "\r\n";
  EXPECT_EQ(WebSocketPeer(server->port(), cookie).status(), 101);
  EXPECT_EQ(send(server->port(), "GET", "/", "", cookie).status, 401) << "it opens nothing else";
  EXPECT_EQ(WebSocketPeer(server->port(), "Cookie: aeolian=\r\n").status(), 401);
  EXPECT_EQ(WebSocketPeer(server->port(), "Cookie: aeolian=" + std::string(32, '0') + "\r\n").status(), 401);
}

HttpRequest request_with(std::string authorization) {
  return {.method = "GET",
          .path = "/",
          .query = {},
          .host = "studio",
          .headers = {{"authorization", std::move(authorization)}}};
}

TEST(WebLogin, AnAddressMayTryOnePasswordASecond) {
  WebLogin login("open sesame");
  const auto now = WebLogin::Clock::now();
  const auto guesser = *osc::SocketAddress::from_text("192.0.2.1", 1),
             other = *osc::SocketAddress::from_text("192.0.2.2", 1);
  const auto status_of = [&](const char* credentials, const osc::SocketAddress& from, int second) {
    const auto permission =
        login.permission_of(request_with(credentials), from, now + std::chrono::seconds(second));
    return permission ? 200 : permission.error().status;
  };
  constexpr auto bad = "Basic OmE=", good = "Basic Om9wZW4gc2VzYW1l";
  for (int i = 0; i < static_cast<int>(WebLogin::most_tries); ++i) EXPECT_EQ(status_of(bad, guesser, 0), 401);
  EXPECT_EQ(status_of(bad, guesser, 0), 429);
  EXPECT_EQ(status_of(good, guesser, 0), 429) << "it learns nothing";
  EXPECT_EQ(status_of(good, other, 0), 200);
  EXPECT_EQ(status_of(bad, guesser, 1), 401);
  EXPECT_EQ(status_of(bad, guesser, 1), 429);
  EXPECT_EQ(status_of(good, guesser, 2), 200);
  EXPECT_EQ(status_of(good, guesser, 2), 200) << "the right one is not counted";
}

TEST(WebLogin, CountsTheAddressesThatAProxyOnThisMachineNames) {
  WebLogin login("open sesame");
  const auto status_of = [&](std::string credentials, std::string for_whom, const char* from) {
    auto request = request_with(std::move(credentials));
    request.headers.emplace_back("x-forwarded-for", std::move(for_whom));
    const auto permission = login.permission_of(request, *osc::SocketAddress::from_text(from, 1), {});
    return permission ? 200 : permission.error().status;
  };
  for (int i = 0; i < static_cast<int>(WebLogin::most_tries); ++i) {
    const auto forged = std::to_string(i) + ", ";
    EXPECT_EQ(status_of("Basic OmE=", forged + "192.0.2.1", "127.0.0.1"), 401);
    EXPECT_EQ(status_of("Basic OmE=", forged, "192.0.2.3"), 401);
  }
  constexpr auto good = "Basic Om9wZW4gc2VzYW1l";
  EXPECT_EQ(status_of(good, "192.0.2.1", "127.0.0.1"), 429);
  EXPECT_EQ(status_of(good, "192.0.2.2", "127.0.0.1"), 200);
  EXPECT_EQ(status_of(good, "192.0.2.2", "192.0.2.3"), 429) << "another machine cannot choose its address";
}

TEST(WebLogin, ReadsCredentialsAsRfc7617WritesThem) {
  EXPECT_EQ(password_in("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), "open sesame");
  EXPECT_EQ(password_in("Basic dGVzdDoxMjPCow=="), "123\xc2\xa3");
  EXPECT_EQ(password_in("basic   OmE6Yg=="), "a:b") << "only the first colon ends the user name";
  for (const char* text :
       {"", "Basic", "Basic ", "Basic =", "Basic QWxhZGRpbg==", "Basic QWx*ZGRpbg==", "Digest x"}) {
    EXPECT_FALSE(password_in(text)) << text;
  }
}

}  // namespace
}  // namespace aeolian::oscquery
