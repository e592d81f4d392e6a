// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/oscquery/listen_command.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/json_text.h"

namespace aeolian::oscquery {

ErrorOr<ListenCommand> parse_listen_command(std::string_view text) {
  if (text.size() > max_listen_command_size) {
    return fail("a command of " + std::to_string(text.size()) + " bytes; at most " +
                std::to_string(max_listen_command_size) + " are read");
  }
  constexpr int deep_enough = 4;
  const auto json = parse_json(text, deep_enough);
  if (!json) return tl::unexpected(json.error());
  if (!json->is_object()) return fail("a command must be a JSON object with COMMAND and DATA");
  const auto command = json->find("COMMAND");
  const auto data = json->find("DATA");
  if (command == json->end() || data == json->end() || !command->is_string() || !data->is_string()) {
    return fail("COMMAND and DATA must both be strings");
  }
  std::string path = data->get<std::string>();
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  if (!path.starts_with('/')) return fail("DATA must be a path that begins with /");
  if (*command == "LISTEN") return ListenCommand{ListenCommand::Kind::listen, std::move(path)};
  if (*command == "IGNORE") return ListenCommand{ListenCommand::Kind::ignore, std::move(path)};
  return fail("COMMAND must be LISTEN or IGNORE");
}

std::string path_changed(std::string_view path) {
  return nlohmann::json{{"COMMAND", "PATH_CHANGED"}, {"DATA", path}}.dump(
      -1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace aeolian::oscquery
