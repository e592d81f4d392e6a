// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/tree.h"

#include <algorithm>
#include <array>
#include <string>

namespace aeolian::oscquery {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 10> attributes{"FULL_PATH", "CONTENTS",     "TYPE", "ACCESS",
                                                      "VALUE",     "RANGE",        "UNIT", "DESCRIPTION",
                                                      "CLIPMODE",  "LONGEST_REPLY"};

Json for_each_argument(const Method& method, const Json& value) {
  Json all = Json::array();
  all.insert(all.end(), method.types.size(), value);
  return all;
}

void add_attributes(Json& node, const Method& method) {
  node["DESCRIPTION"] = method.description;
  node["TYPE"] = method.types;
  node["ACCESS"] = static_cast<int>(method.access);
  if (!method.values.is_null()) node["VALUE"] = method.values;
  if (!method.ranges.is_null()) node["RANGE"] = method.ranges;
  if (!method.unit.empty()) node["UNIT"] = for_each_argument(method, method.unit);
  if (method.longest_reply) node["LONGEST_REPLY"] = method.longest_reply->count();
  if (method.clips) node["CLIPMODE"] = for_each_argument(method, "both");
}

/** The rest of `whole` after `path`, which contains it, and a slash; empty = they are the same. */
std::string_view below(std::string_view whole, std::string_view path) {
  if (path == "/") return whole.substr(1);
  return whole.size() == path.size() ? std::string_view{} : whole.substr(path.size() + 1);
}

/** Inserts `method` below `node`, whose path is `path`; creates containers on the way. */
void add(Json& node, std::string path, const Method& method) {
  Json* at = &node;
  for (auto rest = below(method.path, path); !rest.empty();) {
    const auto slash = rest.find('/');
    const std::string name(rest.substr(0, slash));
    path += (path == "/" ? "" : "/") + name;
    Json& child = (*at)["CONTENTS"][name];
    if (child.is_null()) child = {{"FULL_PATH", path}, {"ACCESS", 0}};
    at = &child;
    rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
  }
  add_attributes(*at, method);
}

}  // namespace

std::optional<Json> describe(std::span<const Method> methods, std::string_view path) {
  Json node{{"FULL_PATH", path}, {"ACCESS", 0}};
  bool found = path == "/";
  for (const auto& method : methods) {
    if (!is_within(method.path, path)) continue;
    add(node, std::string(path), method);
    found = true;
  }
  if (!found) return {};
  return node;
}

bool is_attribute(std::string_view name) {
  return std::ranges::find(attributes, name) != attributes.end();
}

Json extensions() {
  return {{"ACCESS", true},        {"VALUE", true},        {"RANGE", true},  {"UNIT", true},
          {"DESCRIPTION", true},   {"CLIPMODE", true},     {"LISTEN", true}, {"PATH_CHANGED", true},
          {"OSC_STREAMING", true}, {"LONGEST_REPLY", true}};
}

}  // namespace aeolian::oscquery
