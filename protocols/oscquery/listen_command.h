// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.h"

namespace aeolian::oscquery {

inline constexpr std::size_t max_listen_command_size = 4096;  ///< bytes

/** A command of a WebSocket client. */
struct ListenCommand {
  enum class Kind { listen, ignore };
  Kind kind;
  std::string path;  ///< complete, without a trailing slash
  bool operator==(const ListenCommand&) const = default;
};

/**
 * Parses {"COMMAND":"LISTEN","DATA":"/aeolian/gain"} and the like, following the OSCQuery proposal. Any other
 * bytes give an error.
 */
ErrorOr<ListenCommand> parse_listen_command(std::string_view text);

/** Returns the text that tells a client that everything at and below `path` has changed. */
std::string path_changed(std::string_view path);

}  // namespace aeolian::oscquery
