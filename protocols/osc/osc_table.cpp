// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/osc_table.h"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string_view>
#include <vector>

#include "protocols/osc/osc_commands.h"

namespace aeolian::osc {
namespace {

/** The first word of a path: "seed" of "/seed/random". */
std::string_view group_of(std::string_view path) {
  path.remove_prefix(1);
  return path.substr(0, path.find('/'));
}

/** Groups the paths by their first word, in the order in which the words first occur. */
std::vector<Path> grouped(const std::vector<Path>& paths) {
  std::vector<Path> result;
  for (const auto& first : paths) {
    const auto is_of_group = [group = group_of(first.path)](const Path& row) {
      return group_of(row.path) == group;
    };
    if (std::ranges::any_of(result, is_of_group)) continue;
    std::ranges::copy_if(paths, std::back_inserter(result), is_of_group);
  }
  return result;
}

/** The paths that can be set for one voice: parameters, and the actions that move them. */
std::string paths_of_voices() {
  std::string paths;
  const auto add = [&paths](std::string_view path) {
    paths += (paths.empty() ? "`" : ", `") + std::string(path) + "`";
  };
  for (const auto& spec : parameter_specs()) {
    if (spec.of_voice) add(spec.path);
  }
  for (const auto& action : parameter_actions()) {
    if (action.of_voice) add(action.path);
  }
  return paths;
}

/** Describes a parameter, with its range and default. */
std::string words_on(const ParameterSpec& spec) {
  std::ostringstream text;
  text << spec.description;
  const std::string unit = spec.unit.empty() ? "" : " " + std::string(spec.unit);
  if (spec.type == ParameterType::number) {
    text << "; " << spec.minimum << " to " << spec.maximum << unit << ", default " << spec.initial;
  } else if (spec.type == ParameterType::toggle) {
    text << "; default " << (spec.initial != 0. ? "on" : "off");
  }
  if (spec.type == ParameterType::whole) text << "; may also be sent as decimal text";
  if (spec.type == ParameterType::encoding)
    text << "; may also be given by its values, or as s:from s:to f:position";
  if (spec.id == ParameterId::play) text << "; plays if sent without a value";
  if (spec.glide_s > 0.f) text << "; glides over " << spec.glide_s << " s";
  text << "; takes effect " << spec.takes_effect;
  return text.str();
}

}  // namespace

std::vector<Path> Commands::address_space() {
  std::vector<Path> paths;
  for (const auto& spec : parameter_specs()) {
    const bool may_be_bare = spec.id == ParameterId::play;
    const std::string takes(taken_by(spec));
    paths.push_back({spec.path, may_be_bare ? "[" + takes + "]" : takes, words_on(spec)});
  }
  for (const auto& action : parameter_actions()) {
    paths.push_back({action.path, std::string(action.takes), std::string(action.description)});
  }
  for (const auto& command : command_specs()) {
    paths.push_back({command.path, std::string(command.takes), std::string(command.description)});
  }
  return grouped(paths);
}

std::string osc_table() {
  std::string table = "| path | takes | meaning |\n|---|---|---|\n";
  for (const auto& row : Commands::address_space()) {
    const std::string values = row.takes.empty() ? "" : "`" + row.takes + "` ";
    table += "| `" + std::string(row.path) + "` | " + values + "| " + row.description + " |\n";
  }
  table += "| `/voice/N` and one of " + paths_of_voices() +
           " | as there | the same for voice N (from 1) alone, until it is set for all voices; a voice's "
           "gain and mute are separate from those of the output |\n";
  return table;
}

}  // namespace aeolian::osc
