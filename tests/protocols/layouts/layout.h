// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <vector>

#include "protocols/osc/message.h"

namespace aeolian {

/** An argument of a control's message. */
struct LayoutArgument {
  enum class Kind { constant, number, text, typed };  ///< typed: any number that the user enters
  Kind kind = Kind::constant;
  char type = 'f';                          ///< OSC type tag
  double low = 0., middle = 0., high = 0.;  ///< of a number, at the ends and in the middle of the control
  std::string constant = {};

  bool operator==(const LayoutArgument&) const = default;
};

/** A message sent or followed by a control. */
struct LayoutMessage {
  std::string path;  ///< below the prefix
  bool sends = false, receives = false;
  std::vector<LayoutArgument> arguments = {};
};

/** The parts of a control surface's layout that concern the instrument. */
struct Layout {
  std::vector<LayoutMessage> messages;
  std::set<std::string> asked;    ///< paths sent by its scripts
  std::set<std::string> handled;  ///< paths received by its scripts
  std::string script;             ///< of its root

  /** The paths received by a control or a script. */
  std::set<std::string> followed() const {
    auto paths = handled;
    for (const auto& message : messages) {
      if (message.receives) paths.insert(message.path);
    }
    return paths;
  }
};

/** `path` without the prefix; other paths are returned unchanged. */
inline std::string below_prefix(const std::string& path) {
  return path.starts_with("/aeolian/") ? path.substr(8) : path;
}

Layout touchosc_layout();
Layout open_stage_control_layout();

}  // namespace aeolian
