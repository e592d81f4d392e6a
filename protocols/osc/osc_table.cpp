#include "protocols/osc/osc_table.h"

#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

#include "core/control/gestures.h"
#include "protocols/osc/osc_commands.h"

namespace aeolian {
namespace {

/** The first word of a path: "seed" of "/seed/random". */
std::string_view group_of(std::string_view path) {
  path.remove_prefix(1);
  return path.substr(0, path.find('/'));
}

/** What a parameter is, with its range and its value at first. */
std::string words_on(const ParameterSpec& spec) {
  std::ostringstream text;
  text << spec.description;
  const std::string unit = spec.unit.empty() ? "" : " " + std::string(spec.unit);
  if (spec.type == ParameterType::number) {
    text << "; " << spec.minimum << " to " << spec.maximum << unit << ", at first " << spec.initial;
  } else if (spec.type == ParameterType::toggle) {
    text << "; at first " << (spec.initial != 0. ? "on" : "off");
  }
  if (spec.type == ParameterType::whole) text << "; also as decimal text";
  if (spec.type == ParameterType::encoding) text << "; also by its values";
  if (spec.id == ParameterId::play) text << "; without a value it plays";
  if (spec.glide_s > 0.f) text << "; glides in " << spec.glide_s << " s";
  text << "; heard " << spec.takes_effect;
  return text.str();
}

}  // namespace

std::vector<OscPath> OscCommands::address_space() {
  std::vector<OscPath> paths;
  for (const auto& spec : parameter_specs()) {
    const bool may_be_bare = spec.id == ParameterId::play;
    const std::string takes(taken_by(spec));
    paths.push_back({spec.path, may_be_bare ? "[" + takes + "]" : takes, words_on(spec)});
  }
  for (const auto& gesture : gestures()) {
    paths.push_back({gesture.path, std::string(gesture.takes), std::string(gesture.description)});
  }
  for (const auto& command : commands()) {
    paths.push_back({command.path, std::string(command.takes), std::string(command.description)});
  }
  // What begins with one word stands together, in the order in which the words first came.
  std::vector<std::string_view> groups;
  for (const auto& row : paths) groups.push_back(group_of(row.path));
  std::ranges::stable_sort(
      paths, {}, [&groups](const OscPath& row) { return std::ranges::find(groups, group_of(row.path)); });
  return paths;
}

std::string osc_table() {
  std::string table = "| path | takes | meaning |\n|---|---|---|\n";
  for (const auto& [path, takes, description] : OscCommands::address_space()) {
    const std::string values = takes.empty() ? "" : "`" + takes + "` ";
    table += "| `" + std::string(path) + "` | " + values + "| " + description + " |\n";
  }
  return table;
}

}  // namespace aeolian
