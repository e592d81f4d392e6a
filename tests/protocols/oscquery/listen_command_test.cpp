// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/listen_command.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace aeolian::oscquery {
namespace {

using enum ListenCommand::Kind;

TEST(ListenCommandTest, ReadsListenAndIgnore) {
  EXPECT_EQ(parse_listen_command(R"({"COMMAND":"LISTEN","DATA":"/a/b"})"), (ListenCommand{listen, "/a/b"}));
  EXPECT_EQ(parse_listen_command(R"( {"DATA":"/a/b/", "COMMAND":"IGNORE", "more":1} )"),
            (ListenCommand{ignore, "/a/b"}));
}

TEST(ListenCommandTest, RefusesWhateverElseComes) {
  for (const char* text : {"", "LISTEN", "[]", "{}", "null", R"({"COMMAND":"LISTEN"})", R"({"DATA":"/a"})",
                           R"({"COMMAND":"SHOUT","DATA":"/a"})", R"({"COMMAND":"LISTEN","DATA":"a"})",
                           R"({"COMMAND":"LISTEN","DATA":""})", R"({"COMMAND":1,"DATA":"/a"})",
                           R"({"COMMAND":"LISTEN","DATA":["/a"]})", R"({"COMMAND":"LISTEN","DATA":"/a"} x)",
                           "{\"COMMAND\":\"LISTEN\",\"DATA\":\"/\xff\"}"}) {
    EXPECT_FALSE(parse_listen_command(text)) << text;
  }
  EXPECT_FALSE(parse_listen_command(R"({"COMMAND":"LISTEN","DATA":"/)" + std::string(5000, 'a') + "\"}"));
}

TEST(ListenCommandTest, DeepNestingIsRefusedAndNotFollowedDown) {
  EXPECT_FALSE(parse_listen_command(std::string(max_listen_command_size, '[')));
}

TEST(ListenCommandTest, WritesPathChanged) {
  EXPECT_EQ(nlohmann::json::parse(path_changed("/a/b")),
            (nlohmann::json{{"COMMAND", "PATH_CHANGED"}, {"DATA", "/a/b"}}));
}

}  // namespace
}  // namespace aeolian::oscquery
