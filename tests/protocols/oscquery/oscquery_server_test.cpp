// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/oscquery_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "protocols/oscquery/web_server.h"
#include "tests/comes_true.h"
#include "tests/protocols/oscquery/control_context_of_a_test.h"
#include "tests/protocols/oscquery/osc_message_bytes.h"
#include "tests/protocols/oscquery/web_peer.h"

namespace aeolian::oscquery {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string listen_to(std::string_view path) {
  return json{{"COMMAND", "LISTEN"}, {"DATA", path}}.dump();
}

class OscQueryServerTest : public testing::Test {
 protected:
  std::uint16_t port() const { return server_->port(); }
  void set_gain(double gain) {
    ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::gain, gain));
  }

  HandsOfATest test_;
  Parameters::Source source_ =
      test_.parameters.add_source("OSCQuery", [](const ControlEvent&) { return true; });
  std::unique_ptr<Server> server_ = Server::start({.port = 0}, test_.context(), source_).value();
};

TEST_F(OscQueryServerTest, ServesTheTreeOverHttp) {
  const auto response = http_get(port(), "/");
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.head, HasSubstr("content-type: application/json"));
  EXPECT_TRUE(json::parse(response.body)["CONTENTS"]["aeolian"]["CONTENTS"].contains("gain"));
  EXPECT_EQ(http_get(port(), "/aeolian/gain?VALUE").body, R"({"VALUE":[0.0]})");
  EXPECT_EQ(json::parse(http_get(port(), "/?HOST_INFO").body)["OSC_TRANSPORT"], "UDP");
}

/** A node of the tree without the read-only values, which change by themselves. */
json without_readings(json node) {
  if (node["ACCESS"] == 1) node.erase("VALUE");
  if (!node.contains("CONTENTS")) return node;
  for (auto& [name, child] : node["CONTENTS"].items()) child = without_readings(std::move(child));
  return node;
}

TEST_F(OscQueryServerTest, TellsOfEveryPathWhatTheWholeTreeTellsOfIt) {
  std::vector<json> waiting{without_readings(json::parse(http_get(port(), "/").body))};
  std::size_t compared = 0;
  while (!waiting.empty()) {
    const json node = std::move(waiting.back());
    waiting.pop_back();
    const auto path = node["FULL_PATH"].get<std::string>();
    ASSERT_EQ(without_readings(json::parse(http_get(port(), path).body)), node) << path;
    ++compared;
    if (!node.contains("CONTENTS")) continue;
    for (const auto& [name, child] : node["CONTENTS"].items()) {
      const bool is_one_voice_more = path == "/aeolian/voice" && name != "2";
      if (!is_one_voice_more) waiting.push_back(child);
    }
  }
  EXPECT_GT(compared, 100u);
}

TEST_F(OscQueryServerTest, GivesTheStatusCodesOfTheProposal) {
  EXPECT_EQ(http_get(port(), "/nothing/here").status, 404);
  EXPECT_EQ(http_get(port(), "/aeolian/gain?COLOUR").status, 400);
  EXPECT_EQ(http_get(port(), "/aeolian/gain?VALUE&RANGE").status, 400);
  EXPECT_EQ(http_get(port(), "/aeolian?VALUE").status, 204);
}

TEST_F(OscQueryServerTest, ServesMetricsAndHealth) {
  EXPECT_THAT(http_get(port(), "/metrics").body, HasSubstr("aeolian_playing 1\n"));
  EXPECT_EQ(http_get(port(), "/health").status, 200);
}

TEST_F(OscQueryServerTest, ConnectionsAreKeptForFurtherRequests) {
  TcpPeer peer(port());
  for (int request = 0; request < 20; ++request) {
    peer.send("GET /aeolian/gain?VALUE HTTP/1.1\r\nHost: localhost\r\n\r\n");
    ASSERT_EQ(read_response(peer).status, 200) << request;
    peer.send("GET /aeolian?VALUE HTTP/1.1\r\nHost: localhost\r\n\r\n");
    if (read_response(peer).head.find("close") != std::string::npos) break;
  }
}

TEST_F(OscQueryServerTest, ABodyLargerThanASocketTakesAtOnceArrivesWhole) {
  std::vector<std::string> names;
  for (int i = 0; i < 20000; ++i) names.push_back("encoding number " + std::to_string(i));
  test_.parameters.replace_encodings(
      EncodingBank::create(names, std::vector<float>(names.size() * 2, 1.f), 2).value());
  const json tree = json::parse(http_get(port(), "/").body, nullptr, false);
  ASSERT_TRUE(tree.is_object());
  const json& choice = tree["CONTENTS"]["aeolian"]["CONTENTS"]["encoding"]["RANGE"][0]["VALS"];
  EXPECT_EQ(choice.size(), names.size() + 1) << "each name, and an empty one";
}

TEST_F(OscQueryServerTest, AnswersHeadWithoutABody) {
  TcpPeer head(port());
  head.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(head.receive_through("\r\n\r\n"), HasSubstr("200"));
  EXPECT_THAT(head.receive(12), "HTTP/1.1 200") << "no body comes between the two answers";
}

TEST_F(OscQueryServerTest, PagesOfOtherMachinesGetNothing) {
  EXPECT_EQ(http_get(port(), "/", "Origin: http://example.com\r\n").status, 403);
  EXPECT_EQ(WebSocketPeer(port(), "Origin: http://example.com\r\n").status(), 403);
  EXPECT_EQ(WebSocketPeer(port(), "Origin: null\r\n").status(), 403);
  TcpPeer rebound(port());
  rebound.send("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
  EXPECT_EQ(read_response(rebound).status, 403);
  const std::string own = "Origin: http://127.0.0.1:" + std::to_string(port()) + "\r\n";
  EXPECT_EQ(http_get(port(), "/", own).status, 200);
  EXPECT_EQ(WebSocketPeer(port(), own).status(), 101);
}

TEST_F(OscQueryServerTest, GarbageAndEndlessHeadersEndTheirConnectionOnly) {
  for (const std::string& text :
       {std::string("\x16\x03\x01 hello"), std::string("GET\r\n\r\n"),
        "GET /" + std::string(100000, 'a') + " HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nX: " + std::string(100000, 'a'), std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        std::string("GET /../../etc/passwd HTTP/1.1\r\n\r\n")}) {
    TcpPeer peer(port());
    peer.send(text);
    EXPECT_EQ(peer.receive(15).find(" 200"), std::string::npos) << text.substr(0, 40);
  }
  EXPECT_EQ(http_get(port(), "/health").status, 200);
}

TEST_F(OscQueryServerTest, ListenersAreSentThePresentValueAndEachChange) {
  WebSocketPeer peer(port());
  ASSERT_EQ(peer.status(), 101);
  peer.send_text(listen_to("/aeolian/gain"));
  auto first = peer.receive();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->opcode, 2);
  EXPECT_EQ(message_in(first->bytes), (osc::Message{"/aeolian/gain", {0.f}}));
  set_gain(-12.);
  EXPECT_EQ(message_in(peer.receive().value().bytes), (osc::Message{"/aeolian/gain", {-12.f}}));
}

TEST_F(OscQueryServerTest, EveryKindOfParameterIsListenedTo) {
  WebSocketPeer peer(port());
  const auto next = [&peer] { return message_in(peer.receive().value().bytes); };
  for (const auto& spec : parameter_specs()) {
    peer.send_text(listen_to("/aeolian" + std::string(spec.path)));
    ASSERT_EQ(next().path, "/aeolian" + std::string(spec.path));
  }
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::freeze, 1.));
  EXPECT_EQ(next(), (osc::Message{"/aeolian/freeze", {true}}));
  ASSERT_TRUE(test_.parameters.set_seed(test_.source, 1ull << 60));
  EXPECT_EQ(next(), (osc::Message{"/aeolian/seed", {"1152921504606846976"}}));
  ASSERT_TRUE(test_.parameters.set_encoding(test_.source, "sea"));
  EXPECT_EQ(next(), (osc::Message{"/aeolian/encoding", {"sea"}}));
}

TEST_F(OscQueryServerTest, AMeterIsToldOfEachMeasurementThatDiffers) {
  WebSocketPeer peer(port());
  peer.send_text(listen_to("/aeolian/spectrum"));
  const auto spectrum = message_in(peer.receive().value().bytes);
  EXPECT_EQ(spectrum, (osc::Message{"/aeolian/spectrum", std::vector<osc::Argument>(64, -40.f)}));
  peer.send_text(listen_to("/aeolian/level"));
  for (int measurement = 0; measurement < 4; ++measurement) {
    const auto level = message_in(peer.receive().value().bytes);
    EXPECT_EQ(level.path, "/aeolian/level") << "the spectrum, which stays as it is, is not sent again";
    EXPECT_EQ(level.arguments.size(), 6u);
  }
}

TEST_F(OscQueryServerTest, AMeterThatChangesOnceWithAParameterIsToldOfAsWell) {
  WebSocketPeer peer(port());
  const auto next = [&peer] {
    const auto message = peer.receive();
    return message ? message_in(message->bytes) : osc::Message{};
  };
  peer.send_text(listen_to("/aeolian/listen/heard"));
  ASSERT_EQ(next().path, "/aeolian/listen/heard");
  for (const float level : {-30.f, -20.f, -10.f}) {
    test_.instrument.hear({.sound = {.level_db = level}});
    set_gain(static_cast<double>(level));
    const auto heard = next();
    ASSERT_EQ(heard.path, "/aeolian/listen/heard") << "the gain's change hides that of the input";
    EXPECT_EQ(heard.arguments.at(0), osc::Argument{level});
  }
}

TEST_F(OscQueryServerTest, ThePlayingModelIsToldOfEachTimeThatItChanges) {
  WebSocketPeer peer(port());
  const auto next = [&peer] {
    const auto message = peer.receive();
    return message ? message_in(message->bytes) : osc::Message{};
  };
  peer.send_text(listen_to("/aeolian/model/current"));
  ASSERT_EQ(next(), (osc::Message{"/aeolian/model/current", {"wind"}}));
  for (const char* model : {"sea", "wind"}) {
    test_.instrument.play_model(model);
    ASSERT_EQ(next(), (osc::Message{"/aeolian/model/current", {model}}));
  }
}

TEST_F(OscQueryServerTest, AStormOfChangesIsSentAsFewMessagesOfWhichTheLastIsTrue) {
  WebSocketPeer peer(port());
  peer.send_text(listen_to("/aeolian/gain"));
  ASSERT_TRUE(peer.receive());
  constexpr int changes = 20000;
  for (int change = 0; change <= changes; ++change) set_gain(-60. + 60. * change / changes);
  int messages = 0;
  for (;;) {
    const auto message = peer.receive();
    ASSERT_TRUE(message);
    ++messages;
    if (message_in(message->bytes) == osc::Message{"/aeolian/gain", {0.f}}) break;
  }
  EXPECT_LT(messages, changes / 10);
}

TEST_F(OscQueryServerTest, WhoIgnoresIsSentNothingMore) {
  WebSocketPeer peer(port());
  peer.send_text(listen_to("/aeolian/gain"));
  ASSERT_TRUE(peer.receive());
  peer.send_text(json{{"COMMAND", "IGNORE"}, {"DATA", "/aeolian/gain"}}.dump());
  peer.send_text(listen_to("/aeolian/mute"));
  EXPECT_EQ(message_in(peer.receive().value().bytes).path, "/aeolian/mute");
  set_gain(-3.);
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::mute, 1.));
  EXPECT_EQ(message_in(peer.receive().value().bytes), (osc::Message{"/aeolian/mute", {true}}));
}

TEST_F(OscQueryServerTest, SeveralClientsListenAtOnceAndOneThatLeavesDisturbsNoOther) {
  auto leaving = std::make_unique<WebSocketPeer>(port());
  WebSocketPeer staying(port());
  for (auto* peer : {leaving.get(), &staying}) {
    peer->send_text(listen_to("/aeolian/gain"));
    ASSERT_TRUE(peer->receive());
  }
  set_gain(-6.);
  EXPECT_EQ(message_in(leaving->receive().value().bytes), (osc::Message{"/aeolian/gain", {-6.f}}));
  EXPECT_EQ(message_in(staying.receive().value().bytes), (osc::Message{"/aeolian/gain", {-6.f}}));
  leaving.reset();
  set_gain(-9.);
  EXPECT_EQ(message_in(staying.receive().value().bytes), (osc::Message{"/aeolian/gain", {-9.f}}));
}

TEST_F(OscQueryServerTest, OscPacketsOfAClientDoWhatTheyWouldDoOverUdpAndAreAnswered) {
  WebSocketPeer peer(port());
  peer.send_binary(packet_of({"/aeolian/gain", {-12.f}}));
  EXPECT_TRUE(comes_true([this] { return test_.parameters.number(ParameterId::gain) == -12.; }));
  peer.send_binary(packet_of({"/aeolian/gain", {}}));
  EXPECT_EQ(message_in(peer.receive().value().bytes), (osc::Message{"/aeolian/gain", {-12.f}}));
  peer.send_binary(packet_of({"/aeolian/encoding/set", {"desert"}}));
  const auto failure = message_in(peer.receive().value().bytes);
  EXPECT_EQ(failure.path, "/aeolian/fail");
  EXPECT_EQ(failure.arguments.at(2), osc::Argument{std::int32_t{404}});
  peer.send_binary("not a packet");
  EXPECT_EQ(message_in(peer.receive().value().bytes).arguments.at(2), osc::Argument{std::int32_t{400}});
}

TEST_F(OscQueryServerTest, AClientThatAsksForTooMuchIsToldSoOnceAndKeepsNobodyWaiting) {
  const auto bundle = osc::serialise(std::vector<osc::Message>(500, osc::Message{"/aeolian/metrics", {}}));
  WebSocketPeer greedy(port()), other(port());
  greedy.send_binary({reinterpret_cast<const char*>(bundle.data()), bundle.size()});
  other.send_binary(packet_of({"/aeolian/gain", {}}));
  EXPECT_EQ(message_in(other.receive().value().bytes), (osc::Message{"/aeolian/gain", {0.f}}));
  ASSERT_TRUE(comes_true([this] { return server_->counters().over_budget > 300; }));
  greedy.send_text(listen_to("/aeolian/mute"));
  int failures = 0;
  for (osc::Message last; last.path != "/aeolian/mute";) {
    const auto message = greedy.receive();
    ASSERT_TRUE(message);
    last = message_in(message->bytes);
    if (last.path != "/aeolian/fail") continue;
    ++failures;
    EXPECT_EQ(last.arguments.at(2), osc::Argument{std::int32_t{429}});
  }
  EXPECT_EQ(failures, 1);
}

TEST_F(OscQueryServerTest, AnswersThatComeAfterTheServersEndAreDropped) {
  {
    WebSocketPeer peer(port());
    peer.send_binary(packet_of({"/aeolian/model/load", {"wind", std::int32_t{5}}}));
    ASSERT_TRUE(comes_true([this] { return !test_.instrument.asked().empty(); }));
  }
  server_.reset();
  test_.instrument.asked().front().done("wind");
}

TEST_F(OscQueryServerTest, BadCommandsAreCountedAndChangeNothing) {
  WebSocketPeer peer(port());
  peer.send_text("hello");
  peer.send_text(listen_to("/aeolian/volume"));
  peer.send_text(listen_to("/aeolian/panic"));
  peer.send_text(listen_to("/aeolian/gain"));
  EXPECT_EQ(message_in(peer.receive().value().bytes).path, "/aeolian/gain");
  EXPECT_EQ(server_->counters().refused, 3u);
}

TEST_F(OscQueryServerTest, MessagesThatAreTooLargeEndTheConnection) {
  WebSocketPeer peer(port());
  peer.send_text(std::string(WebServer::max_message_size + 1, 'a'));
  const auto last = peer.receive();
  EXPECT_TRUE(!last || last->opcode == 8);
  EXPECT_EQ(http_get(port(), "/health").status, 200);
}

TEST_F(OscQueryServerTest, AnotherModelsEncodingsAreToldByPathChanged) {
  WebSocketPeer peer(port());
  peer.send_text(listen_to("/aeolian/gain"));
  ASSERT_TRUE(peer.receive());
  test_.parameters.replace_encodings(EncodingBank::create({"harp"}, std::vector<float>{1, 0}, 2).value());
  const auto message = peer.receive().value();
  EXPECT_EQ(message.opcode, 1);
  EXPECT_EQ(json::parse(message.bytes), (json{{"COMMAND", "PATH_CHANGED"}, {"DATA", "/aeolian/encoding"}}));
}

TEST_F(OscQueryServerTest, NewPresetsAreToldByPathChanged) {
  WebSocketPeer peer(port());
  peer.send_text(listen_to("/aeolian/gain"));
  ASSERT_TRUE(peer.receive());
  ASSERT_TRUE(test_.presets.save("calm"));
  EXPECT_EQ(json::parse(peer.receive().value().bytes)["DATA"], "/aeolian/preset");
}

TEST_F(OscQueryServerTest, MoreConnectionsThanThereMayBeDoNotHarmThoseThatAre) {
  WebSocketPeer listener(port());
  listener.send_text(listen_to("/aeolian/gain"));
  ASSERT_TRUE(listener.receive());
  {
    std::vector<std::unique_ptr<TcpPeer>> crowd;
    for (std::size_t i = 0; i < 3 * WebServer::most_visitors; ++i) {
      crowd.push_back(std::make_unique<TcpPeer>(port()));
      crowd.back()->send("GET / HTTP/1.1\r\n");
    }
    set_gain(-6.);
    EXPECT_EQ(message_in(listener.receive().value().bytes), (osc::Message{"/aeolian/gain", {-6.f}}));
  }
  EXPECT_TRUE(comes_true([this] { return http_get(port(), "/health").status == 200; }));
}

TEST_F(OscQueryServerTest, ChangesAfterTheServersEndReachNobody) {
  server_.reset();
  set_gain(-6.);
}

TEST_F(OscQueryServerTest, APortThatIsTakenIsToldWithItsAddress) {
  const auto second = Server::start({.port = port()}, test_.context(), source_);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("127.0.0.1:" + std::to_string(port())));
  EXPECT_FALSE(Server::start({.address = "studio", .port = 0}, test_.context(), source_));
}

}  // namespace
}  // namespace aeolian::oscquery
