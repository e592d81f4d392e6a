// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/ctl/known_path.h"

#include <vector>

#include "core/control/commands.h"
#include "core/control/parameter_address.h"
#include "core/control/signature.h"
#include "core/control/spelling.h"
#include "protocols/osc/osc_commands.h"

namespace aeolian::ctl {
namespace {

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

KnownPath known(const CommandSpec& spec) {
  KnownPath command{.kind = KnownPath::Kind::command, .takes = spec.takes};
  command.ends_done = spec.reply == CommandReply::done;
  command.is_list = spec.reply == CommandReply::list;
  command.is_query = command.is_list || (spec.reply == CommandReply::value && type_tags(spec.takes).empty());
  return command;
}

KnownPath known(const ParameterAddress& address) {
  if (address.parameter)
    return {.kind = KnownPath::Kind::parameter, .takes = address.takes(), .is_learned = true};
  const bool is_fader = address.is(ActionId::encoding_dimension);
  return {.kind = KnownPath::Kind::action,
          .takes = address.takes(),
          .moves = parameter_spec(address.moves()).path,
          .is_learned = is_fader || type_tags(address.takes()).empty()};
}

}  // namespace

bool KnownPath::takes_text(std::size_t i) const {
  if (kind == Kind::parameter) return false;  // an encoding may be given by name or by values
  std::string types = type_tags(takes);
  if (takes.find("...") != std::string_view::npos) return !types.empty() && types[i % types.size()] == 's';
  types += optional_types(takes);
  return i < types.size() && types[i] == 's';
}

bool KnownPath::takes_switch(std::size_t i) const {
  const std::string types = type_tags(takes) + optional_types(takes);
  return i < types.size() && types[i] == 'T';
}

std::optional<KnownPath> find_path(std::string_view path) {
  if (const auto address = find_parameter_address(path)) return known(*address);
  const auto* command = find_command(path);
  if (!command) return {};
  return known(*command);
}

std::string nearest_paths(std::string_view path) {
  std::vector<std::string> paths;
  for (const auto& row : osc::Commands::address_space()) paths.emplace_back(row.path);
  return suggestion(path, paths);
}

}  // namespace aeolian::ctl
