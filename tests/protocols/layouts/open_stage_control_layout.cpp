// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "tests/protocols/layouts/layout.h"

namespace aeolian {
namespace {

using nlohmann::json;

LayoutArgument number(const json& range, char type) {
  const double low = range.at("min"), high = range.at("max");
  return {LayoutArgument::Kind::number, type, low, range.value("50%", (low + high) / 2.), high};
}

LayoutArgument constant(const json& value, char type) {
  return {LayoutArgument::Kind::constant, type, 0., 0., 0., value.dump()};
}

/** The arguments that a widget sends; a toggle sends its ends. */
std::vector<LayoutArgument> arguments_of(const json& widget) {
  const std::string type = widget.at("type"), mode = widget.value("mode", "toggle");
  const std::string tags = widget.value("typeTags", "");
  const char tag = tags.empty() ? 'f' : tags.front();
  const json unit{{"min", 0.}, {"max", 1.}};
  if (type == "fader") return {number(widget.at("range"), tag)};
  if (type == "xy") return {number(unit, tag), number(unit, tag)};
  if (type == "button" && mode == "momentary") return {};
  if (type == "button" && mode == "tap") return {constant(widget.at("on"), tag)};
  if (type == "button")
    return {{LayoutArgument::Kind::number, tag, widget.at("off"), widget.at("off"), widget.at("on")}};
  if (tag == 's') return {{LayoutArgument::Kind::text, tag}};
  return {{LayoutArgument::Kind::typed, tag}};
}

void add_paths(const json& widget, Layout& layout) {
  static const std::regex sent(R"(['`]/aeolian(/[a-z/]+)['`])");
  for (const std::string property : {"onCreate", "onValue"}) {
    const std::string script = widget.value(property, "");
    for (std::sregex_iterator match(script.begin(), script.end(), sent), end; match != end; ++match)
      layout.asked.insert((*match)[1]);
  }
}

void add_widget(const json& widget, Layout& layout) {
  add_paths(widget, layout);
  const std::string type = widget.at("type"), path = below_prefix(widget.value("address", ""));
  const bool is_mute = widget.value("bypass", false);
  if (type == "variable") {
    layout.handled.insert(path);
  } else if (!path.empty()) {
    const bool can_send = !is_mute && type != "text" && type != "plot";
    const bool can_receive = widget.value("mode", "") != "momentary";
    layout.messages.push_back({path, can_send, can_receive, arguments_of(widget)});
  }
  for (const std::string children : {"tabs", "widgets"}) {
    for (const json& child : widget.value(children, json::array())) add_widget(child, layout);
  }
}

}  // namespace

Layout open_stage_control_layout() {
  std::ifstream file(AEOLIAN_OPEN_STAGE_CONTROL);
  const json session = json::parse(file);
  Layout layout;
  layout.script = session.at("content").at("onCreate");
  add_widget(session.at("content"), layout);
  return layout;
}

}  // namespace aeolian
