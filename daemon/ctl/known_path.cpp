// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/ctl/known_path.h"

#include <algorithm>
#include <vector>

#include "core/control/parameter_actions.h"
#include "core/control/parameters.h"
#include "core/control/spelling.h"
#include "protocols/osc/osc_commands.h"

namespace aeolian {
namespace {

/** The row of the table for `path`; a number at the end becomes N. */
std::string row_path(std::string_view path) {
  const auto last = path.rfind('/');
  const auto number = last == std::string_view::npos ? std::string_view{} : path.substr(last + 1);
  const bool is_number = !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
  return is_number ? std::string(path.substr(0, last + 1)) + "N" : std::string(path);
}

/** The types of the optional words of a signature, in order. */
std::string optional_types(std::string_view takes) {
  const auto bracket = takes.find('[');
  if (bracket == std::string_view::npos) return {};
  std::string types;
  for (std::size_t i = bracket; i + 1 < takes.size(); ++i) {
    if (takes[i + 1] == ':') types += takes[i];
  }
  return types;
}

KnownPath command_of(const OscPath& row) {
  KnownPath command{.kind = KnownPath::Kind::command, .takes = row.takes};
  command.ends_done = row.reply == OscReply::done;
  command.is_list = row.reply == OscReply::list;
  command.is_query = command.is_list || (row.reply == OscReply::value && type_tags(row.takes).empty());
  return command;
}

}  // namespace

bool KnownPath::takes_text(std::size_t i) const {
  if (kind == Kind::parameter) return false;  // an encoding may be given by name or by values
  std::string types = type_tags(takes);
  if (takes.find("...") != std::string::npos) return !types.empty() && types[i % types.size()] == 's';
  types += optional_types(takes);
  return i < types.size() && types[i] == 's';
}

bool KnownPath::takes_switch(std::size_t i) const {
  const std::string types = type_tags(takes) + optional_types(takes);
  return i < types.size() && types[i] == 'T';
}

std::optional<KnownPath> find_path(std::string_view path) {
  const std::string row = row_path(path);
  if (const auto* spec = find_parameter(row)) {
    return KnownPath{
        .kind = KnownPath::Kind::parameter, .takes = std::string(taken_by(*spec)), .is_learned = true};
  }
  if (const auto* action = find_parameter_action(row)) {
    const bool is_fader = row.ends_with("/N");
    return KnownPath{.kind = KnownPath::Kind::action,
                     .takes = std::string(action->takes),
                     .is_learned = is_fader || type_tags(action->takes).empty()};
  }
  const auto rows = OscCommands::address_space();
  const auto command = std::ranges::find(rows, row, &OscPath::path);
  if (command == rows.end()) return {};
  return command_of(*command);
}

std::string nearest_paths(std::string_view path) {
  std::vector<std::string> paths;
  for (const auto& row : OscCommands::address_space()) paths.emplace_back(row.path);
  return suggestion(path, paths);
}

}  // namespace aeolian
