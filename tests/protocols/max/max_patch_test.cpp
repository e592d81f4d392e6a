// SPDX-License-Identifier: GPL-3.0-or-later
// Checks the Max patch as a file, without Max.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/control/parameters.h"
#include "protocols/osc/osc_commands.h"

namespace aeolian {
namespace {

using nlohmann::json;

struct Box {
  std::string object;  ///< class, or the first word of its text
  std::string text;
  int inlets = 0;
  int outlets = 0;
};

/** The words of a text, apart from commas. */
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ' ' || c == ',') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  std::erase(words, "");
  return words;
}

class MaxPatchTest : public testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(AEOLIAN_MAX_PATCH);
    const json whole = json::parse(file, nullptr, false);
    ASSERT_TRUE(whole.is_object());
    patcher_ = whole.at("patcher");
    for (const json& entry : patcher_.at("boxes")) {
      const json& box = entry.at("box");
      const std::string text = box.value("text", "");
      const std::string kind = box.at("maxclass");
      const std::string object = kind == "newobj" ? words_of(text).at(0) : kind;
      const auto added = boxes_.try_emplace(
          box.at("id"), Box{object, text, box.at("numinlets").get<int>(), box.at("numoutlets").get<int>()});
      EXPECT_TRUE(added.second) << "two boxes are called " << box.at("id");
      EXPECT_EQ(box.value("outlettype", json::array()).size(), box.at("numoutlets").get<std::size_t>())
          << text;
      EXPECT_EQ(box.at("patching_rect").size(), 4u) << text;
    }
  }

  /**
   * The paths that are sent or queried: the first words of messages and of `prepend` that begin with the
   * prefix.
   */
  std::set<std::string> sent_paths() const {
    std::set<std::string> paths;
    for (const auto& [id, box] : boxes_) {
      if (box.object != "message" && box.object != "prepend") continue;
      for (const auto& word : words_of(box.text)) {
        if (word.starts_with("/aeolian/")) paths.insert(word.substr(8));
      }
    }
    return paths;
  }
  std::set<std::string> words_in(const std::string& object) const {
    std::set<std::string> all;
    for (const auto& [id, box] : boxes_) {
      if (box.object != object) continue;
      for (const auto& word : words_of(box.text)) all.insert(word);
    }
    return all;
  }

  json patcher_;
  std::map<std::string, Box> boxes_;
};

TEST_F(MaxPatchTest, IsAPatchOfMax8ThatOpensAsAPanel) {
  EXPECT_EQ(patcher_.at("fileversion"), 1);
  EXPECT_EQ(patcher_.at("appversion").at("major"), 8);
  EXPECT_EQ(patcher_.at("openinpresentation"), 1);
  EXPECT_EQ(patcher_.at("classnamespace"), "box");
}

TEST_F(MaxPatchTest, EveryCordEndsAtBoxesThatHaveThoseInletsAndOutlets) {
  ASSERT_FALSE(patcher_.at("lines").empty());
  for (const json& entry : patcher_.at("lines")) {
    const json& line = entry.at("patchline");
    const std::string source = line.at("source").at(0), destination = line.at("destination").at(0);
    ASSERT_TRUE(boxes_.contains(source)) << line;
    ASSERT_TRUE(boxes_.contains(destination)) << line;
    EXPECT_LT(line.at("source").at(1).get<int>(), boxes_.at(source).outlets) << line;
    EXPECT_LT(line.at("destination").at(1).get<int>(), boxes_.at(destination).inlets) << line;
  }
}

TEST_F(MaxPatchTest, ObjectsHaveAsManyInletsAndOutletsAsInMax) {
  const std::map<std::string, std::pair<int, int>> known{
      {"udpsend", {1, 0}},    {"udpreceive", {1, 1}}, {"loadbang", {1, 1}}, {"metro", {2, 1}},
      {"message", {2, 1}},    {"slider", {1, 1}},     {"toggle", {1, 1}},   {"button", {1, 1}},
      {"flonum", {1, 2}},     {"number", {1, 2}},     {"umenu", {1, 3}},    {"textedit", {1, 4}},
      {"tosymbol", {1, 1}},   {"prepend", {1, 1}},    {"s", {1, 0}},        {"r", {0, 1}},
      {"pictslider", {2, 2}}, {"/", {2, 1}},          {"f", {2, 1}},        {"zl.reg", {2, 2}},
      {"zl.join", {2, 2}},    {"comment", {1, 0}},    {"panel", {1, 0}},    {"multislider", {1, 2}},
  };
  for (const auto& [id, box] : boxes_) {
    const auto words = words_of(box.text);
    const int arguments = static_cast<int>(words.size()) - 1;
    std::pair<int, int> expected;
    if (known.contains(box.object)) {
      expected = known.at(box.object);
    } else if (box.object == "route") {
      expected = {arguments + 1, arguments + 1};
    } else if (box.object == "unpack" || box.object == "t") {
      expected = {1, arguments};
    } else if (box.object == "pack" || box.object == "pak") {
      expected = {arguments, 1};
    } else {
      ADD_FAILURE() << box.object << " is not among the objects that this test knows";
      continue;
    }
    EXPECT_EQ(std::pair(box.inlets, box.outlets), expected) << box.text;
  }
}

TEST_F(MaxPatchTest, EveryParameterOfTheRegistryIsSentAskedForAndReceived) {
  const auto sent = sent_paths();
  const auto asked = words_in("message");
  const auto received = words_in("route");
  for (const auto& spec : parameter_specs()) {
    const std::string path(spec.path);
    EXPECT_TRUE(sent.contains(path) || sent.contains(path + "/set")) << path;
    EXPECT_TRUE(asked.contains(path)) << path;
    EXPECT_TRUE(received.contains("/aeolian" + path)) << path;
  }
}

TEST_F(MaxPatchTest, WhatItSendsIsInTheAddressSpace) {
  std::set<std::string> space;
  for (const auto& path : osc::Commands::address_space()) space.insert(std::string(path.path));
  for (std::string path : sent_paths()) {
    if (path.starts_with("/encoding/dim/")) path = "/encoding/dim/N";
    EXPECT_TRUE(space.contains(path)) << path;
  }
}

TEST_F(MaxPatchTest, AnswersTheTokenOfAServerOnAnotherMachine) {
  EXPECT_TRUE(words_in("route").contains("/aeolian/notify/confirm"));
  EXPECT_TRUE(words_in("prepend").contains("/aeolian/notify/confirm"));
}

TEST_F(MaxPatchTest, AsksForTheMetersAndShowsThem) {
  const auto asks = std::ranges::find_if(boxes_, [](const auto& box) {
    return box.second.object == "message" && box.second.text.starts_with("/aeolian/notify 1 ");
  });
  ASSERT_NE(asks, boxes_.end());
  EXPECT_EQ(words_of(asks->second.text).size(), 5u) << "the fourth number is that of the meters";
  EXPECT_TRUE(words_in("route").contains("/aeolian/level"));
  EXPECT_TRUE(words_in("route").contains("/aeolian/spectrum"));
}

TEST_F(MaxPatchTest, EveryObjectOfThePanelIsConnected) {
  std::set<std::string> connected;
  for (const json& entry : patcher_.at("lines")) {
    connected.insert(entry.at("patchline").at("source").at(0));
    connected.insert(entry.at("patchline").at("destination").at(0));
  }
  for (const auto& [id, box] : boxes_) {
    if (box.object == "comment" || box.object == "panel") continue;
    EXPECT_TRUE(connected.contains(id)) << id << ' ' << box.object << ' ' << box.text;
  }
}

}  // namespace
}  // namespace aeolian
