// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.h"

namespace aeolian {

inline constexpr std::size_t max_listen_command_size = 4096;  ///< bytes

/** What a client of the WebSocket asks for. */
struct ListenCommand {
  enum class Kind { listen, ignore };
  Kind kind;
  std::string path;  ///< whole, without a slash at its end
  bool operator==(const ListenCommand&) const = default;
};

/**
 * Reads {"COMMAND":"LISTEN","DATA":"/aeolian/gain"} and the like, after the OSCQuery proposal. Gives an error
 * for whatever else the bytes are.
 */
ErrorOr<ListenCommand> parse_listen_command(std::string_view text);

/** The text that tells a client that what lies at and below `path` is other than it was. */
std::string path_changed(std::string_view path);

}  // namespace aeolian
