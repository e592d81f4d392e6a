// SPDX-License-Identifier: GPL-3.0-or-later
// Checks TouchOSC's layout as a file, without TouchOSC.
#include <gtest/gtest.h>

#include <boost/property_tree/ptree.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/protocols/layouts/touchosc_file.h"

namespace aeolian {
namespace {

using boost::property_tree::ptree;

struct Box {
  double x, y, w, h;

  bool is_in(const Box& other) const { return x >= 0. && y >= 0. && x + w <= other.w && y + h <= other.h; }
  bool overlaps(const Box& other) const {
    return x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h;
  }
};

Box box_of(const ptree& node) {
  for (const auto& [tag, property] : node.get_child("properties")) {
    if (property.get<std::string>("key") != "frame") continue;
    const auto& frame = property.get_child("value");
    return {frame.get<double>("x"), frame.get<double>("y"), frame.get<double>("w"), frame.get<double>("h")};
  }
  ADD_FAILURE() << "a node has no frame";
  return {};
}

std::string type_of(const ptree& node) {
  return node.get<std::string>("<xmlattr>.type");
}

bool is_touched(const ptree& node) {
  return touchosc_property(node, "interactive") == "1" && type_of(node) != "PAGER";
}

std::vector<const ptree*> children_of(const ptree& node) {
  std::vector<const ptree*> nodes;
  if (const auto children = node.get_child_optional("children")) {
    for (const auto& [tag, child] : *children) nodes.push_back(&child);
  }
  return nodes;
}

/** Collects the node and all below it. */
void collect_nodes(const ptree& node, std::vector<const ptree*>& all) {
  all.push_back(&node);
  for (const auto* child : children_of(node)) collect_nodes(*child, all);
}

class TouchOscLayoutTest : public testing::Test {
 protected:
  TouchOscLayoutTest() { collect_nodes(document_.get_child("lexml.node"), nodes_); }

  const ptree document_ = touchosc_document();
  std::vector<const ptree*> nodes_;
};

TEST_F(TouchOscLayoutTest, IsOneGroupForATabletInLandscapeWithAPageBehindEachTab) {
  EXPECT_EQ(document_.get<std::string>("lexml.<xmlattr>.version"), "3");
  const ptree& root = *nodes_[0];
  EXPECT_EQ(type_of(root), "GROUP");
  EXPECT_EQ(box_of(root).w, 1024.);
  EXPECT_EQ(box_of(root).h, 768.);
  ASSERT_EQ(children_of(root).size(), 1u);
  const ptree& pager = *children_of(root)[0];
  EXPECT_EQ(type_of(pager), "PAGER");
  const double tabs = std::stod(touchosc_property(pager, "tabbarSize"));
  for (const auto* page : children_of(pager)) {
    EXPECT_EQ(type_of(*page), "GROUP");
    EXPECT_FALSE(touchosc_property(*page, "tabLabel").empty());
    EXPECT_EQ(box_of(*page).y, tabs);
    EXPECT_EQ(box_of(*page).h, box_of(pager).h - tabs);
  }
}

TEST_F(TouchOscLayoutTest, NoTwoNodesHaveOneIdentityOrOneName) {
  std::set<std::string> identities, names;
  for (const auto* node : nodes_) {
    EXPECT_TRUE(identities.insert(node->get<std::string>("<xmlattr>.ID")).second);
    EXPECT_TRUE(names.insert(touchosc_property(*node, "name")).second) << touchosc_property(*node, "name");
  }
}

TEST_F(TouchOscLayoutTest, ControlsLieInWhatHoldsThemAndDoNotOverlap) {
  for (const auto* node : nodes_) {
    const auto children = children_of(*node);
    for (std::size_t i = 0; i < children.size(); ++i) {
      const std::string name = touchosc_property(*children[i], "name");
      EXPECT_TRUE(box_of(*children[i]).is_in(box_of(*node))) << name;
      for (std::size_t j = 0; j < i; ++j) {
        if (!is_touched(*children[i]) || !is_touched(*children[j])) continue;
        EXPECT_FALSE(box_of(*children[i]).overlaps(box_of(*children[j])))
            << name << " and " << touchosc_property(*children[j], "name");
      }
    }
  }
}

TEST_F(TouchOscLayoutTest, WhatIsTouchedIsAsLargeAsAFinger) {
  constexpr double finger = 44.;
  int touched = 0;
  for (const auto* node : nodes_) {
    if (!is_touched(*node)) continue;
    ++touched;
    EXPECT_GE(box_of(*node).w, finger) << touchosc_property(*node, "name");
    EXPECT_GE(box_of(*node).h, finger) << touchosc_property(*node, "name");
  }
  EXPECT_GT(touched, 80);
}

TEST_F(TouchOscLayoutTest, NodesHaveThePropertiesAndValuesOfTheirTypeInTheRightTypes) {
  const std::map<std::string, std::string> letters{
      {"b",
       "background bar centered cursor grabFocus grid gridX gridY interactive lines lockX lockY locked "
       "outline press "
       "release tabLabels tabbar tabbarDoubleTap textClip valuePosition visible"},
      {"i",
       "barDisplay buttonType cursorDisplay font gridSteps gridStepsX gridStepsY linesDisplay orientation "
       "outlineStyle "
       "pointerPriority response responseFactor shape tabbarSize textAlignH textAlignV textLength textSize "
       "textSizeOff "
       "textSizeOn"},
      {"f", "cornerRadius"},
      {"s", "name script tabLabel tag"},
      {"r", "frame"},
      {"c", "color gridColor tabColorOff tabColorOn textColor textColorOff textColorOn"}};
  const std::map<std::string, std::set<std::string>> values{
      {"GROUP", {"touch"}},        {"PAGER", {"page", "touch"}}, {"FADER", {"x", "touch"}},
      {"XY", {"x", "y", "touch"}}, {"BUTTON", {"x", "touch"}},   {"LABEL", {"text", "touch"}}};
  for (const auto* node : nodes_) {
    for (const auto& [tag, property] : node->get_child("properties")) {
      const std::string key = property.get<std::string>("key");
      const auto& known = letters.at(property.get<std::string>("<xmlattr>.type"));
      EXPECT_NE((" " + known + " ").find(" " + key + " "), std::string::npos) << key;
    }
    std::set<std::string> keys;
    for (const auto& [tag, value] : node->get_child("values")) keys.insert(value.get<std::string>("key"));
    EXPECT_EQ(keys, values.at(type_of(*node))) << type_of(*node);
  }
}

}  // namespace
}  // namespace aeolian
