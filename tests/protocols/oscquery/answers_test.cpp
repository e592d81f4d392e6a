// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/control/commands.h"
#include "core/control/parameter_actions.h"
#include "protocols/osc/osc_commands.h"
#include "tests/protocols/oscquery/control_context_of_a_test.h"

namespace aeolian::oscquery {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class HttpAnswersTest : public testing::Test {
 protected:
  HttpAnswer ask(std::string_view path, std::string_view query = {}) { return answers_.answer(path, query); }
  json json_of(std::string_view path, std::string_view query = {}) {
    const auto answer = ask(path, query);
    EXPECT_EQ(answer.status, 200) << path << ' ' << answer.body;
    return json::parse(answer.body, nullptr, false);
  }

  HandsOfATest test_;
  HttpAnswers answers_{{.osc_port = 9123}, test_.context()};
};

TEST_F(HttpAnswersTest, EveryParameterOfTheRegistryIsInTheTreeWithItsTypeRangeAndWords) {
  const json tree = json_of("/");
  EXPECT_EQ(tree["FULL_PATH"], "/");
  EXPECT_EQ(tree["ACCESS"], 0);
  for (const auto& spec : parameter_specs()) {
    std::string place = "/aeolian" + std::string(spec.path);
    for (std::size_t at = 0; (at = place.find('/', at)) != std::string::npos; at += 10) {
      place.replace(at, 1, "/CONTENTS/");
    }
    const json node = tree.value(json::json_pointer(place), json());
    ASSERT_TRUE(node.is_object()) << spec.path;
    EXPECT_EQ(node["FULL_PATH"], "/aeolian" + std::string(spec.path));
    EXPECT_EQ(node["ACCESS"], 3);
    EXPECT_EQ(node["DESCRIPTION"], spec.description);
    EXPECT_EQ(node["VALUE"].size(), 1u);
    if (spec.type == ParameterType::number) {
      EXPECT_EQ(node["TYPE"], "f");
      auto range = json{{"MIN", spec.minimum}, {"MAX", spec.maximum}};
      for (double value = spec.minimum; spec.integral && value <= spec.maximum; ++value)
        range["VALS"].push_back(value);
      EXPECT_EQ(node["RANGE"], json::array({range}));
      EXPECT_EQ(node["VALUE"], json{spec.initial});
      EXPECT_EQ(node["CLIPMODE"], json{"both"});
    }
    if (spec.type == ParameterType::toggle) {
      EXPECT_EQ(node["TYPE"], "T");
      EXPECT_EQ(node["VALUE"], json{spec.initial != 0.});
    }
  }
}

TEST_F(HttpAnswersTest, EveryActionIsInTheTreeWithOneRangeForEachOfItsArguments) {
  for (const auto& action : parameter_actions()) {
    std::string path = "/aeolian" + std::string(action.path);
    if (path.ends_with("/N")) path.back() = '0';
    const json node = json_of(path);
    ASSERT_TRUE(node.contains("TYPE")) << path;
    const std::string types = node["TYPE"];
    EXPECT_EQ(node.value("DESCRIPTION", ""), action.description);
    EXPECT_EQ(node.value("RANGE", json()).size(), types == "N" ? 0u : types.size()) << path;
  }
  EXPECT_EQ(json_of("/aeolian/encoding/vector")["TYPE"], "fff");
  EXPECT_EQ(json_of("/aeolian/encoding/interpolate")["TYPE"], "ssf");
  EXPECT_EQ(json_of("/aeolian/encoding/dim")["CONTENTS"].size(), 3u);
}

TEST_F(HttpAnswersTest, EveryPathOfOscIsInTheTree) {
  for (const auto& row : osc::Commands::address_space()) {
    std::string path = "/aeolian" + std::string(row.path);
    if (path.ends_with("/N")) path.back() = '0';
    const json node = json_of(path);
    EXPECT_TRUE(node.contains("TYPE")) << path;
    EXPECT_NE(node.value("DESCRIPTION", ""), "") << path;
  }
  EXPECT_EQ(json_of("/aeolian/preset/interpolate")["TYPE"], "ssf");
  EXPECT_EQ(json_of("/aeolian/record/start")["TYPE"], "s");
}

TEST_F(HttpAnswersTest, TheLongestTimeUntilTheReplyIsInTheTree) {
  for (const CommandSpec& command : command_specs()) {
    const json node = json_of("/aeolian" + std::string(command.path));
    const bool replies_later = command.reply == CommandReply::done || command.id == CommandId::sync;
    EXPECT_EQ(node.value("LONGEST_REPLY", 0), replies_later ? command.longest.count() : 0) << command.path;
  }
  EXPECT_EQ(json_of("/aeolian/midi/learn", "LONGEST_REPLY"), json({{"LONGEST_REPLY", 12}}));
  EXPECT_FALSE(json_of("/aeolian/gain").contains("LONGEST_REPLY"));
}

TEST_F(HttpAnswersTest, NamesThatCanBeChosenAreListed) {
  EXPECT_EQ(json_of("/aeolian/encoding")["RANGE"][0]["VALS"], json({"", "wind", "sea", "rain drops"}));
  EXPECT_EQ(json_of("/aeolian/encoding/blend")["RANGE"][0]["VALS"], json({"wind", "sea", "rain drops"}));
  EXPECT_EQ(json_of("/aeolian/model/load")["RANGE"][0]["VALS"], json({"sea", "wind"}));
  EXPECT_EQ(json_of("/aeolian/preset/load")["RANGE"][0]["VALS"], json::array());
  ASSERT_TRUE(test_.presets.save("calm"));
  EXPECT_EQ(json_of("/aeolian/preset/load")["RANGE"][0]["VALS"], json({"calm"}));
}

TEST_F(HttpAnswersTest, ValuesAreThoseInForce) {
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::gain, -12.));
  ASSERT_TRUE(test_.parameters.set_number(test_.source, ParameterId::mute, 1.));
  ASSERT_TRUE(test_.parameters.set_seed(test_.source, 18446744073709551615u));
  ASSERT_TRUE(test_.parameters.set_encoding(test_.source, "sea"));
  EXPECT_EQ(json_of("/aeolian/gain", "VALUE"), json::parse(R"({"VALUE":[-12.0]})"));
  EXPECT_EQ(json_of("/aeolian/mute", "VALUE"), json::parse(R"({"VALUE":[true]})"));
  EXPECT_EQ(json_of("/aeolian/seed", "VALUE"), json::parse(R"({"VALUE":["18446744073709551615"]})"));
  EXPECT_EQ(json_of("/aeolian/encoding", "VALUE"), json::parse(R"({"VALUE":["sea"]})"));
  EXPECT_EQ(json_of("/aeolian/encoding/vector", "VALUE"), json::parse(R"({"VALUE":[0.0,1.0,0.0]})"));
  EXPECT_EQ(json_of("/aeolian/model/current", "VALUE"), json::parse(R"({"VALUE":["wind"]})"));
}

/** Checks the proposal's requirements on VALUE, at `node` and below it. */
void expect_in_order(const json& node) {
  const std::string path = node["FULL_PATH"];
  const int access = node["ACCESS"];
  EXPECT_EQ(node.contains("VALUE"), access == 1 || access == 3) << path;
  const std::string types = node.value("TYPE", "");
  const json values = node.value("VALUE", json::array()), ranges = node.value("RANGE", json::array());
  EXPECT_TRUE(values.empty() || values.size() == types.size()) << path;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const json& value = values[i];
    EXPECT_TRUE(types[i] == 's'   ? value.is_string()
                : types[i] == 'T' ? value.is_boolean()
                                  : value.is_number())
        << path;
    const json range = i < ranges.size() ? ranges[i] : json();
    if (range.contains("VALS")) {
      EXPECT_THAT(range["VALS"], testing::Contains(value)) << path;
    } else if (range.contains("MIN")) {
      EXPECT_LE(range["MIN"], value) << path;
      EXPECT_GE(range["MAX"], value) << path;
    }
  }
  for (const auto& child : node.value("CONTENTS", json::object())) expect_in_order(child);
}

TEST_F(HttpAnswersTest, EveryValueIsOfItsTypeAndInsideItsRangeAndWhatHasNoneIsNotReadable) {
  expect_in_order(json_of("/"));
  const std::vector<float> mixture{0.6f, 0.8f, 0.f};
  ASSERT_TRUE(test_.parameters.set_encoding(test_.source, mixture));
  expect_in_order(json_of("/"));
  EXPECT_EQ(json_of("/aeolian/encoding", "VALUE"), json::parse(R"({"VALUE":[""]})"));
  ASSERT_TRUE(test_.parameters.set_encoding(test_.source, "sea"));
  expect_in_order(json_of("/"));
  ASSERT_TRUE(test_.parameters.release_encoding(test_.source));
  expect_in_order(json_of("/"));
  EXPECT_EQ(json_of("/aeolian/encoding/vector", "VALUE"), json::parse(R"({"VALUE":[0.0,0.0,0.0]})"));
  EXPECT_EQ(json_of("/aeolian/encoding/interpolate", "VALUE"), json::parse(R"({"VALUE":["","",0.0]})"));
  ASSERT_TRUE(test_.parameters.interpolate_encodings(test_.source, "wind", "sea", 0.25));
  EXPECT_EQ(json_of("/aeolian/encoding/interpolate", "VALUE"),
            json::parse(R"({"VALUE":["wind","sea",0.25]})"));
}

TEST_F(HttpAnswersTest, WhatIsToldWhereNoNameIsInForceCanBeSentBack) {
  const std::vector<ControlValue> none{""};
  ASSERT_TRUE(test_.parameters.set_encoding(test_.source, std::vector<float>{0.6f, 0.8f, 0.f}));
  ASSERT_TRUE(test_.parameters.set_by_path(test_.source, "/encoding", none));
  EXPECT_EQ(test_.parameters.encoding().size(), 3u) << "a mixture is kept";
  ASSERT_TRUE(test_.parameters.set_encoding(test_.source, "sea"));
  ASSERT_TRUE(test_.parameters.set_by_path(test_.source, "/encoding", none));
  EXPECT_EQ(test_.parameters.encoding().size(), 0u) << "a named encoding is cleared";
}

TEST_F(HttpAnswersTest, OneAttributeIsAnsweredAlone) {
  EXPECT_EQ(json_of("/aeolian/gain", "UNIT"), json::parse(R"({"UNIT":["gain.db"]})"));
  EXPECT_EQ(json_of("/aeolian/gain", "FULL_PATH"), json::parse(R"({"FULL_PATH":"/aeolian/gain"})"));
  EXPECT_EQ(json_of("/aeolian/gain", "TYPE"), json::parse(R"({"TYPE":"f"})"));
  EXPECT_EQ(json_of("/aeolian/gain", "ACCESS"), json::parse(R"({"ACCESS":3})"));
  EXPECT_TRUE(json_of("/", "CONTENTS")["CONTENTS"].contains("aeolian"));
}

TEST_F(HttpAnswersTest, ANodeStandsForAllThatLiesBelowItAndNothingElse) {
  const json node = json_of("/aeolian/encoding/");
  EXPECT_EQ(node["FULL_PATH"], "/aeolian/encoding");
  EXPECT_TRUE(node["CONTENTS"].contains("xy"));
  EXPECT_FALSE(node["CONTENTS"].contains("gain"));
  EXPECT_EQ(node["CONTENTS"]["dim"]["CONTENTS"]["2"]["FULL_PATH"], "/aeolian/encoding/dim/2");
  EXPECT_FALSE(json_of("/aeolian/gain").contains("CONTENTS"));
}

TEST_F(HttpAnswersTest, SaysWhatIsMissingAsTheProposalDoes) {
  EXPECT_EQ(ask("/aeolian/volume").status, 404);
  EXPECT_EQ(ask("/aeoli").status, 404);
  EXPECT_EQ(ask("/aeolian/gai", "VALUE").status, 404);
  EXPECT_EQ(ask("/aeolian/encoding/dim/3").status, 404);
  EXPECT_EQ(ask("/aeolian/gain", "VOLUME").status, 400);
  EXPECT_EQ(ask("/aeolian/gain", "VALUE=3").status, 400);
  EXPECT_EQ(ask("/aeolian/gain", "VALUE&RANGE").status, 400);
  EXPECT_EQ(ask("", "").status, 400);
  EXPECT_EQ(ask("/aeolian", "VALUE").status, 204);
  EXPECT_EQ(ask("/aeolian/panic", "VALUE").status, 204);
  EXPECT_EQ(ask("/aeolian/mute", "UNIT").status, 204);
  EXPECT_EQ(ask("/aeolian/panic", "VALUE").body, "");
}

TEST_F(HttpAnswersTest, TellsAboutTheHost) {
  const json info = json_of("/", "HOST_INFO");
  EXPECT_EQ(info["NAME"], "Aeolian");
  EXPECT_EQ(info["OSC_PORT"], 9123);
  EXPECT_EQ(info["OSC_TRANSPORT"], "UDP");
  for (const char* extension :
       {"ACCESS", "VALUE", "RANGE", "UNIT", "LISTEN", "PATH_CHANGED", "LONGEST_REPLY"}) {
    EXPECT_EQ(info["EXTENSIONS"].value(extension, false), true) << extension;
  }
  EXPECT_EQ(json_of("/aeolian/gain", "HOST_INFO"), info);
}

TEST_F(HttpAnswersTest, NamesThatAreNotUtf8DoNotBreakTheTree) {
  test_.parameters.replace_encodings(EncodingBank::create({"a\xff"}, std::vector<float>{1.f}, 1).value());
  EXPECT_THAT(ask("/").body, HasSubstr("a\xef\xbf\xbd"));
  EXPECT_EQ(ask("/\xff").status, 404);
}

TEST_F(HttpAnswersTest, WritesMetricsForPrometheus) {
  test_.instrument.status_report.device = "JACK: \"sink\"";
  test_.instrument.metric_list = {
      {"step_time_p99_seconds", Metric::Kind::gauge, 0.0125, "99th percentile\nof a step"},
      {"underruns_total", Metric::Kind::counter, 7, "counted by the device's own clock"},
      {"odd-name.x", Metric::Kind::counter, 1e300, ""},
      {"step_time_seconds", Metric::Kind::histogram, 5, "of a step", 0.75, {{0.125, 3}, {0.25, 4}}},
      {.name = "stream_connected", .value = 1, .description = "to a mount", .label = {"mount", "/a.opus"}},
      {.name = "stream_connected", .value = 0, .description = "to a mount", .label = {"mount", "/b.flac"}},
  };
  const auto answer = ask("/metrics");
  EXPECT_EQ(answer.type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(answer.body, HasSubstr("# HELP aeolian_step_time_p99_seconds 99th percentile\\nof a step\n"
                                     "# TYPE aeolian_step_time_p99_seconds gauge\n"
                                     "aeolian_step_time_p99_seconds 0.0125\n"));
  EXPECT_THAT(answer.body, HasSubstr("# TYPE aeolian_underruns_total counter\naeolian_underruns_total 7\n"));
  EXPECT_THAT(answer.body, HasSubstr("\naeolian_odd_name_x 1e+300\n"));
  EXPECT_THAT(answer.body, HasSubstr("# TYPE aeolian_step_time_seconds histogram\n"
                                     "aeolian_step_time_seconds_bucket{le=\"0.125\"} 3\n"
                                     "aeolian_step_time_seconds_bucket{le=\"0.25\"} 4\n"
                                     "aeolian_step_time_seconds_bucket{le=\"+Inf\"} 5\n"
                                     "aeolian_step_time_seconds_sum 0.75\n"
                                     "aeolian_step_time_seconds_count 5\n"));
  EXPECT_THAT(answer.body, HasSubstr("# HELP aeolian_stream_connected to a mount\n"
                                     "# TYPE aeolian_stream_connected gauge\n"
                                     "aeolian_stream_connected{mount=\"/a.opus\"} 1\n"
                                     "aeolian_stream_connected{mount=\"/b.flac\"} 0\n"));
  EXPECT_THAT(answer.body, HasSubstr("\naeolian_uptime_seconds 61.9\n"));
  EXPECT_THAT(answer.body, HasSubstr("model=\"wind\",device=\"JACK: \\\"sink\\\"\"} 1\n"));
  EXPECT_THAT(answer.body, Not(HasSubstr("aeolian_underruns_total 3\n")))
      << "a repeated name breaks a scrape";
}

TEST_F(HttpAnswersTest, NamesThatAreNotUtf8DoNotBreakTheMetrics) {
  test_.instrument.status_report.model = "wind\xff.aeolian";
  test_.instrument.metric_list = {{.name = "stream_connected",
                                   .value = 1,
                                   .description = "to a mount",
                                   .label = {"mount", "/\xe9.opus"}}};
  const auto answer = ask("/metrics");
  EXPECT_THAT(answer.body, HasSubstr(R"(model="wind\\xff.aeolian",)")) << "a backslash, escaped";
  EXPECT_THAT(answer.body, HasSubstr(R"(aeolian_stream_connected{mount="/\\xe9.opus"} 1)"));
}

TEST_F(HttpAnswersTest, IsHealthyWhileItPlaysOrWasStopped) {
  EXPECT_EQ(json_of("/health")["state"], "playing");
  EXPECT_THAT(ask("/metrics").body, HasSubstr("aeolian_playing 1\n"));
  test_.instrument.status_report.state = "stopped";
  EXPECT_EQ(json_of("/health")["state"], "stopped");
  EXPECT_EQ(ask("/health").status, 200) << "stopped on request, so it is healthy";
  EXPECT_THAT(ask("/metrics").body, HasSubstr("aeolian_playing 0\n"));
  for (const char* state : {"waiting for device", "breaking up"}) {
    test_.instrument.status_report.state = state;
    const auto answer = ask("/health");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(json::parse(answer.body)["state"], state);
  }
}

}  // namespace
}  // namespace aeolian::oscquery
