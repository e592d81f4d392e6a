// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aeolian::ctl {

/** Facts about a path of the OSC address space that this build knows without asking aeoliand. */
struct KnownPath {
  enum class Kind {
    parameter,  ///< has a value that can be watched
    action,     ///< moves a parameter in another way
    command,    ///< a request to the instrument
  };

  Kind kind;
  std::string_view takes;       ///< its arguments, in the notation of takes() (core/control/signature.h)
  std::string_view moves = {};  ///< path of the parameter that an action moves

  bool is_query = false;    ///< a command that, without a value, only answers
  bool is_list = false;     ///< a query whose answer is a list
  bool ends_done = false;   ///< ends with /done or /fail, perhaps much later
  bool is_learned = false;  ///< can be bound to MIDI without a mapping file

  /** Whether the argument at `i` must be a text, even if it looks like a number. */
  bool takes_text(std::size_t i) const;
  /** Whether the argument at `i` is a switch, which may be written as on or off. */
  bool takes_switch(std::size_t i) const;
};

/** Finds a path below the prefix, such as "/gain"; nothing = this build has no such path. */
std::optional<KnownPath> find_path(std::string_view path);

/** Returns a hint for an unknown path: "did you mean /gain?". */
std::string nearest_paths(std::string_view path);

}  // namespace aeolian::ctl
