// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/http_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <nlohmann/json.hpp>
#include <string>

#include "core/control/commands.h"
#include "protocols/oscquery/oscquery_server.h"
#include "tests/comes_true.h"
#include "tests/protocols/oscquery/control_context_of_a_test.h"
#include "tests/protocols/oscquery/web_peer.h"

namespace aeolian::oscquery {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::HasSubstr;

/** Sets the server's parameters over HTTP. */
class HttpChangeTest : public testing::Test {
 protected:
  static std::string message(const std::string& method, const std::string& path, const std::string& body,
                             const std::string& headers = {}) {
    return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  HttpResponse send(const std::string& method, const std::string& path, const std::string& body = {},
                    const std::string& headers = {}) {
    TcpPeer peer(server_->port());
    peer.send(message(method, path, body, headers));
    return read_response(peer);
  }
  json put(const std::string& path, const std::string& body) {
    const auto response = send("PUT", path, body);
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body, nullptr, false)["VALUE"];
  }
  double number(ParameterId id) const { return test_.parameters.number(id); }

  HandsOfATest test_;
  Parameters::Source source_ =
      test_.parameters.add_source("OSCQuery", [](const ControlEvent&) { return true; });
  std::unique_ptr<Server> server_ = Server::start({.port = 0}, test_.context(), source_).value();
};

TEST_F(HttpChangeTest, PutSetsAndAnswersWithTheValueInForce) {
  EXPECT_EQ(put("/aeolian/gain", "-6"), json({-6.}));
  EXPECT_EQ(number(ParameterId::gain), -6.);
  EXPECT_EQ(put("/aeolian/gain", "[-12.5, 0.5]"), json({-12.5})) << "with a glide";
  EXPECT_EQ(put("/aeolian/gain", "99"), json({12.})) << "clipped";
  EXPECT_EQ(put("/aeolian/freeze", "true"), json({true}));
  EXPECT_EQ(put("/aeolian/seed", "18446744073709551615"), json({"18446744073709551615"}));
  EXPECT_EQ(put("/aeolian/encoding", "\"sea\""), json({"sea"}));
  EXPECT_EQ(put("/aeolian/encoding/interpolate", R"(["wind", "sea", 0.25])"), json({"wind", "sea", 0.25}));
  EXPECT_EQ(put("/aeolian/gain", ""), json({12.})) << "nothing sets nothing";
}

TEST_F(HttpChangeTest, WhatIsRefusedChangesNothingAndSaysWhy) {
  const auto refused = [this](const std::string& path, const std::string& body, int status,
                              const std::string& text) {
    const auto response = send("PUT", path, body);
    EXPECT_EQ(response.status, status) << path << ' ' << body;
    EXPECT_THAT(json::parse(response.body, nullptr, false).value("ERROR", ""), HasSubstr(text))
        << path << ' ' << body;
  };
  refused("/aeolian/gain", "\"loud\"", 422, "/gain takes f:value");
  refused("/aeolian/gain", "{\"value\": 3}", 400, "a value or an array of values");
  refused("/aeolian/gain", "[null]", 400, "a value or an array of values");
  refused("/aeolian/gain", "-6 dB", 400, "the body ");
  refused("/aeolian/gian", "-6", 404, "/gian");
  refused("/aeolian/*", "-6", 404, "patterns work only by OSC");
  refused("/metrics", "-6", 405, "below /aeolian/");
  EXPECT_EQ(send("DELETE", "/aeolian/gain").status, 405);
  EXPECT_EQ(send("PUT", "/aeolian/gain", std::string(20'000, ' ') + "-6").status, 413);
  EXPECT_EQ(number(ParameterId::gain), 0.);
}

TEST_F(HttpChangeTest, PostCallsACommandAndAnswersAsOscDoes) {
  EXPECT_EQ(json::parse(send("POST", "/aeolian/ping").body, nullptr, false),
            json({{"FULL_PATH", "/aeolian/pong"}, {"VALUE", json::array()}}));
  const auto saved = send("POST", "/aeolian/preset/save", "\"dawn\"");
  EXPECT_EQ(saved.status, 200) << "it waits for the disk";
  EXPECT_EQ(json::parse(saved.body, nullptr, false)["VALUE"], json({"/aeolian/preset/save", 0, "dawn"}));
  const auto list = json::parse(send("POST", "/aeolian/preset/list").body, nullptr, false);
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[1], json({{"FULL_PATH", "/aeolian/preset/list/name"}, {"VALUE", {"dawn"}}}));
  EXPECT_EQ(send("POST", "/aeolian/preset/load", "\"dusk\"").status, 404);
  EXPECT_EQ(send("POST", "/aeolian/preset/interpolate", "[\"dawn\", \"dawn\", 0.5]").status, 204);
  EXPECT_EQ(send("POST", "/aeolian/panic").status, 204);
  EXPECT_EQ(number(ParameterId::play), 0.);
}

TEST_F(HttpChangeTest, AnAnswerThatComesLaterIsWaitedFor) {
  TcpPeer peer(server_->port());
  peer.send(message("POST", "/aeolian/model/load", "[\"sea\", 7]"));
  ASSERT_TRUE(comes_true([this] { return !test_.instrument.asked().empty(); }));
  EXPECT_EQ(http_get(server_->port(), "/health").status, 200) << "others are answered meanwhile";
  test_.instrument.asked()[0].done("sea.aeolian");
  EXPECT_EQ(json::parse(read_response(peer).body, nullptr, false)["VALUE"],
            json({"/aeolian/model/load", 7, "sea.aeolian"}));
  peer.send(message("PUT", "/aeolian/gain", "-3"));
  EXPECT_EQ(read_response(peer).status, 200) << "the connection stays open";
}

TEST_F(HttpChangeTest, ASyncIsAnsweredOnceTheFilesAreWritten) {
  std::promise<void> started, go;
  test_.instrument.while_saving = [&] {
    started.set_value();
    go.get_future().wait();
  };
  TcpPeer saver(server_->port()), peer(server_->port());
  saver.send(message("POST", "/aeolian/moment/save", "\"dawn\""));
  started.get_future().wait();
  peer.send(message("POST", "/aeolian/sync", "5"));
  EXPECT_EQ(http_get(server_->port(), "/health").status, 200) << "others are answered meanwhile";
  go.set_value();
  EXPECT_EQ(json::parse(read_response(peer).body, nullptr, false),
            json({{"FULL_PATH", "/aeolian/synced"}, {"VALUE", {5}}}));
  EXPECT_EQ(read_response(saver).status, 200);
}

TEST_F(HttpChangeTest, AReleasedButtonIsAnsweredAtOnceBecauseItBeginsNothing) {
  for (const std::string release : {"false", "0", "[0.0]"}) {
    EXPECT_EQ(send("POST", "/aeolian/record/stop", release).status, 204) << release;
  }
  EXPECT_EQ(send("POST", "/aeolian/record/stop", "true").status, 422) << "there is no recording to stop";
}

TEST_F(HttpChangeTest, AReplyMayTakeAsLongAsItsCommand) {
  for (const CommandSpec& command : command_specs()) {
    const auto longest = longest_reply({"/aeolian" + std::string(command.path), {}}, "/aeolian");
    const bool replies_later = command.reply == CommandReply::done || command.id == CommandId::sync;
    EXPECT_EQ(longest.has_value(), replies_later) << command.path;
    EXPECT_EQ(longest.value_or(command.longest), command.longest) << command.path;
  }
  EXPECT_FALSE(longest_reply({"/aeolian/gain", {}}, "/aeolian"));
  EXPECT_GE(longest_reply({"/aeolian/moment/load", {}}, "/aeolian"), 192s) << "the longest wait for a beat";
}

TEST_F(HttpChangeTest, AClientThatLeavesBeforeTheAnswerIsForgotten) {
  {
    TcpPeer peer(server_->port());
    peer.send(message("POST", "/aeolian/model/load", "\"sea\""));
    ASSERT_TRUE(comes_true([this] { return !test_.instrument.asked().empty(); }));
  }
  test_.instrument.asked()[0].done("sea.aeolian");
  EXPECT_EQ(put("/aeolian/gain", "-6"), json({-6.}));
}

TEST_F(HttpChangeTest, APageOfAnotherMachineChangesNothing) {
  EXPECT_EQ(send("PUT", "/aeolian/gain", "-6", "Origin: https://panel.example\r\n").status, 403);
  EXPECT_EQ(send("POST", "/aeolian/panic", "", "Origin: null\r\n").status, 403);
  EXPECT_EQ(number(ParameterId::gain), 0.);
  EXPECT_EQ(number(ParameterId::play), 1.);
}

TEST_F(HttpChangeTest, AFloodIsRefused) {
  TcpPeer peer(server_->port());
  bool was_refused = false;
  for (int i = 0; i < 5000 && !was_refused; ++i) {
    peer.send(message("POST", "/aeolian/metrics", ""));
    was_refused = read_response(peer).status == 429;
  }
  EXPECT_TRUE(was_refused);
}

}  // namespace
}  // namespace aeolian::oscquery
