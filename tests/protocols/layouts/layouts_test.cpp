// SPDX-License-Identifier: GPL-3.0-or-later
// Checks the layouts as files, and lets what they send meet a real server. No TouchOSC runs here, and no Open
// Stage Control.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>

#include "core/control/presets.h"
#include "protocols/osc/osc_commands.h"
#include "protocols/osc/osc_server.h"
#include "tests/core/control/fake_control_interface.h"
#include "tests/protocols/layouts/layout.h"
#include "tests/protocols/layouts/touchosc_file.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian {
namespace {

using boost::property_tree::ptree;
using nlohmann::json;
using osc::OscArgument;
using osc::OscMessage;
using testing::Contains;
using testing::IsSubsetOf;

constexpr std::size_t dimensions = 16;

EncodingBank two_sounds() {
  std::vector<float> vectors(2 * dimensions);
  vectors[0] = vectors[dimensions + 1] = 1.f;
  return EncodingBank::create({"wind", "sea"}, vectors, dimensions).value();
}

/** Whether the path is one of the instrument's, "/voice/N/..." and "/encoding/dim/N" with a number for N. */
bool is_in_address_space(const std::string& path) {
  if (path.starts_with("/encoding/dim/")) return true;
  if (path.starts_with("/voice/")) return find_parameter(path) != nullptr;
  return std::ranges::any_of(osc::OscCommands::address_space(),
                             [&](const auto& row) { return row.path == path; });
}

OscArgument argument_at(const LayoutArgument& argument, double value) {
  if (argument.type == 'i') return static_cast<std::int32_t>(std::lround(value));
  if (argument.type == 'd') return value;
  return static_cast<float>(value);
}

/** A name that the instrument has at that path, or may get there. */
std::string name_at(const std::string& path) {
  if (path == "/encoding") return "wind";
  return path == "/model/load" ? "sea" : "pad 1";
}

/** A number that somebody may type for that path. */
double number_at(const std::string& path) {
  const auto* parameter = find_parameter(path);
  return parameter ? parameter->initial : .5;
}

/** What a control sends at its lower end, in its middle and at its upper end, if these are different. */
std::vector<OscMessage> examples(const LayoutMessage& message) {
  std::vector<OscMessage> all;
  for (const auto end : {&LayoutArgument::low, &LayoutArgument::middle, &LayoutArgument::high}) {
    OscMessage example{"/aeolian" + message.path, {}};
    for (const auto& argument : message.arguments) {
      if (argument.kind == LayoutArgument::Kind::number) {
        example.arguments.push_back(argument_at(argument, argument.*end));
      } else if (argument.kind == LayoutArgument::Kind::text) {
        example.arguments.emplace_back(name_at(message.path));
      } else if (argument.kind == LayoutArgument::Kind::typed) {
        example.arguments.push_back(argument_at(argument, number_at(message.path)));
      } else if (argument.type == 's') {
        example.arguments.emplace_back(argument.constant);
      } else {
        example.arguments.push_back(argument_at(argument, std::stod(argument.constant)));
      }
    }
    if (all.empty() || all.back() != example) all.push_back(std::move(example));
  }
  return all;
}

struct NamedLayout {
  std::string name;
  Layout (*read)();

  friend void PrintTo(const NamedLayout& layout, std::ostream* out) { *out << layout.name; }
};

/** A layout, and a real server that it could play. */
class LayoutTest : public testing::TestWithParam<NamedLayout> {
 protected:
  ~LayoutTest() override { std::filesystem::remove_all(folder_); }

  const LayoutMessage* sender_of(const std::string& path) const {
    const auto found = std::ranges::find_if(
        layout_.messages, [&](const auto& message) { return message.sends && message.path == path; });
    return found == layout_.messages.end() ? nullptr : &*found;
  }

  const Layout layout_ = GetParam().read();
  Parameters parameters_{two_sounds()};
  Parameters::Source source_ = parameters_.add_source("OSC", [](const ControlEvent&) { return true; });
  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("aeolian-layouts-" + std::to_string(getpid()));
  Presets presets_{folder_, parameters_};
  FakeControlInterface instrument_;
  std::unique_ptr<osc::OscServer> server_ =
      osc::OscServer::start({.port = 0}, {parameters_, presets_, instrument_}, source_).value();
  osc::OscPeer peer_{server_->address().port()};
};

TEST_P(LayoutTest, EveryParameterOfTheRegistryIsSentOverItsWholeRangeAndFollowed) {
  for (const auto& spec : parameter_specs()) {
    const std::string path(spec.path);
    const auto* sender = sender_of(path);
    ASSERT_TRUE(sender) << path << " is not sent";
    EXPECT_THAT(layout_.followed(), Contains(path));
    if (spec.type != ParameterType::number && spec.type != ParameterType::toggle) continue;
    ASSERT_EQ(sender->arguments.size(), 1u) << path;
    EXPECT_EQ(sender->arguments[0].kind, LayoutArgument::Kind::number) << path;
    EXPECT_NEAR(sender->arguments[0].low, spec.minimum, 1e-9) << path;
    EXPECT_NEAR(sender->arguments[0].high, spec.maximum, 1e-9) << path;
    EXPECT_EQ(sender->arguments[0].type == 'i',
              spec.integral || spec.unit == "beats" || spec.type == ParameterType::toggle)
        << path;
  }
}

TEST_P(LayoutTest, WhatItSendsAndFollowsIsInTheAddressSpace) {
  for (const auto& message : layout_.messages) {
    EXPECT_TRUE(is_in_address_space(message.path)) << message.path;
  }
  for (const auto& path : layout_.asked) EXPECT_TRUE(is_in_address_space(path)) << path;
  ASSERT_FALSE(layout_.asked.empty());
  for (auto path : layout_.handled) {
    for (const std::string end : {"/start", "/name", "/more", "/end"}) {
      if (path.ends_with("/list" + end)) path.resize(path.size() - end.size());
    }
    EXPECT_TRUE(is_in_address_space(path) || path == "/status.reply" || path == "/done" || path == "/fail")
        << path;
  }
}

TEST_P(LayoutTest, NothingThatItSendsIsRefusedOrOutOfRange) {
  auto messages = layout_.messages;
  std::erase_if(messages, [](const auto& message) { return !message.sends; });
  std::ranges::stable_partition(messages,
                                [](const auto& message) { return message.path.ends_with("/save"); });
  ASSERT_GT(messages.size(), 50u);
  for (const auto& message : messages) {
    osc::OscPeer peer{server_->address().port()};  // each may write few files (Senders)
    for (const auto& example : examples(message)) {
      if (example.path == "/aeolian/record/start") instrument_.recording = false;
      if (example.path == "/aeolian/record/stop") instrument_.recording = true;
      // A fader at 0 is refused where all others are at 0 too, as here: there is no such direction.
      const bool is_fader = message.path.starts_with("/encoding/dim/");
      ASSERT_TRUE(!is_fader || parameters_.set_encoding(source_, std::vector<float>(dimensions, 1.f)));
      for (const auto& reply : peer.exchange(example)) {
        EXPECT_NE(reply.path, "/aeolian/fail")
            << example.path << ' ' << std::get<std::string>(reply.arguments.back());
        EXPECT_TRUE(reply.path != example.path || message.arguments.empty())
            << "a value is out of the range of " << example.path;
      }
    }
  }
}

TEST_P(LayoutTest, TheEndsOfAFaderAreThoseOfItsParameter) {
  for (const auto& spec : parameter_specs()) {
    if (spec.type != ParameterType::number && spec.type != ParameterType::toggle) continue;
    const auto* sender = sender_of(std::string(spec.path));
    ASSERT_TRUE(sender) << spec.path;
    const auto sent = examples(*sender);
    peer_.exchange(sent.back());
    EXPECT_NEAR(parameters_.number(spec.id), spec.maximum, 1e-5) << spec.path;
    peer_.exchange(sent.front());
    EXPECT_NEAR(parameters_.number(spec.id), spec.minimum, 1e-5) << spec.path;
  }
}

TEST_P(LayoutTest, FollowsAllThatAServerTellsASubscriber) {
  ASSERT_TRUE(parameters_.set_number({source_, 2}, ParameterId::gain, -6.));
  peer_.send({"/aeolian/notify", {1.f, 0.f, 60.f, 20.f}});
  std::set<std::string> told;
  for (int i = 0; i < 200; ++i) told.insert(below_prefix(peer_.receive().path));
  for (const std::string path : {"/gain", "/voice/2/gain", "/seed", "/encoding", "/status.reply", "/level",
                                 "/spectrum", "/beat", "/listen/heard", "/done"}) {
    EXPECT_THAT(told, Contains(path));
  }
  EXPECT_THAT(told, IsSubsetOf(layout_.followed()));
}

TEST_P(LayoutTest, AsksAgainBeforeTheLeaseEndsAndAnswersTheToken) {
  EXPECT_THAT(layout_.asked, testing::IsSupersetOf({"/notify", "/notify/confirm"}));
  EXPECT_THAT(layout_.handled, Contains("/notify/confirm"));
  EXPECT_NE(layout_.script.find("20000"), std::string::npos) << "milliseconds until it subscribes again";
}

INSTANTIATE_TEST_SUITE_P(Of, LayoutTest,
                         testing::Values(NamedLayout{"TouchOsc", touchosc_layout},
                                         NamedLayout{"OpenStageControl", open_stage_control_layout}),
                         [](const auto& layout) { return layout.param.name; });

// TouchOSC.

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

/** The node and all below it. */
void collect(const ptree& node, std::vector<const ptree*>& all) {
  all.push_back(&node);
  for (const auto* child : children_of(node)) collect(*child, all);
}

class TouchOscLayoutTest : public testing::Test {
 protected:
  TouchOscLayoutTest() { collect(document_.get_child("lexml.node"), nodes_); }

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

// Open Stage Control.

void collect(const json& widget, std::vector<json>& all) {
  all.push_back(widget);
  for (const std::string children : {"tabs", "widgets"}) {
    for (const json& child : widget.value(children, json::array())) collect(child, all);
  }
}

class OpenStageControlLayoutTest : public testing::Test {
 protected:
  OpenStageControlLayoutTest() { collect(session_.at("content"), widgets_); }

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
