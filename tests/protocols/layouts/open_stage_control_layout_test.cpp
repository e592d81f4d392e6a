// SPDX-License-Identifier: GPL-3.0-or-later
// Checks the session of Open Stage Control as a file, without Open Stage Control.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace aeolian {
namespace {

using nlohmann::json;

void collect_widgets(const json& widget, std::vector<json>& all) {
  all.push_back(widget);
  for (const std::string children : {"tabs", "widgets"}) {
    for (const json& child : widget.value(children, json::array())) collect_widgets(child, all);
  }
}

class OpenStageControlLayoutTest : public testing::Test {
 protected:
  OpenStageControlLayoutTest() { collect_widgets(session_.at("content"), widgets_); }

  std::ifstream file_{AEOLIAN_OPEN_STAGE_CONTROL};
  const json session_ = json::parse(file_);
  std::vector<json> widgets_;
};

TEST_F(OpenStageControlLayoutTest, IsASessionOfTabs) {
  EXPECT_EQ(session_.at("type"), "session");
  EXPECT_EQ(session_.at("createdWith"), "Open Stage Control");
  EXPECT_EQ(session_.at("content").at("type"), "root");
  ASSERT_GE(session_.at("content").at("tabs").size(), 9u);
  for (const json& tab : session_.at("content").at("tabs")) EXPECT_EQ(tab.at("type"), "tab");
  EXPECT_TRUE(session_.at("content").at("bypass")) << "else it sends the number of its tab to the instrument";
}

TEST_F(OpenStageControlLayoutTest, NoTwoWidgetsHaveOneIdentityAsTheyWouldBeClones) {
  std::set<std::string> identities;
  for (const json& widget : widgets_)
    EXPECT_TRUE(identities.insert(widget.at("id")).second) << widget.at("id");
}

TEST_F(OpenStageControlLayoutTest, WidgetsHaveThePropertiesOfTheirType) {
  const std::string common = " type id ";
  const std::string looks =
      common + "width height expand colorWidget default address typeTags decimals bypass ";
  const std::map<std::string, std::string> known{
      {"root", common + "bypass colorBg onCreate tabs "},
      {"tab", common + "label layout padding widgets "},
      {"panel", common + "width height expand layout padding alphaStroke scroll widgets "},
      {"text", looks + "align wrap "},
      {"variable", common + "address bypass onValue "},
      {"fader", looks + "design doubleTap range steps origin interaction "},
      {"input", looks + "numeric unit validation "},
      {"button", looks + "label mode on off "},
      {"xy", looks + "snap pointSize padding pips html css "},
      {"switch", looks + "layout gridTemplate values wrap "},
      {"dropdown", looks + "label values "},
      {"plot", looks + "bars pips rangeY origin "}};
  for (const json& widget : widgets_) {
    for (const auto& [key, value] : widget.items()) {
      EXPECT_NE(known.at(widget.at("type")).find(" " + key + " "), std::string::npos)
          << widget.at("id") << " has no property " << key;
    }
  }
}

TEST_F(OpenStageControlLayoutTest, RowsAndPagesAreFilledAndNotOverfilled) {
  for (const json& widget : widgets_) {
    const auto children = widget.value("widgets", json::array());
    for (const std::string side : {"width", "height"}) {
      double sum = 0.;
      for (const json& child : children) {
        if (child.contains(side) && child.at(side).is_string())
          sum += std::stod(child.at(side).get<std::string>());
      }
      EXPECT_LE(sum, 100.) << widget.at("id");
      EXPECT_TRUE(sum == 0. || sum > 99.5) << widget.at("id") << ' ' << sum;
    }
  }
}

TEST_F(OpenStageControlLayoutTest, LinesToTypeInAreAsHighAsAFinger) {
  for (const json& widget : widgets_) {
    if (widget.at("type") != "input" || !widget.contains("height")) continue;
    EXPECT_GE(widget.at("height"), 44) << widget.at("id");
  }
}

}  // namespace
}  // namespace aeolian
