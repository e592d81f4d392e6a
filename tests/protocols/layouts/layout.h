// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <vector>

#include "protocols/osc/message.h"

namespace aeolian {

/** An argument of what a control sends. */
struct LayoutArgument {
  enum class Kind { constant, number, text, typed };  ///< typed: any number
  Kind kind = Kind::constant;
  char type = 'f';                          ///< OSC's letter
  double low = 0., middle = 0., high = 0.;  ///< of a number, at the control's ends and in its middle
  std::string constant = {};

  bool operator==(const LayoutArgument&) const = default;
};

/** A message that a control sends or follows. */
struct LayoutMessage {
  std::string path;  ///< below the prefix
  bool sends = false, receives = false;
  std::vector<LayoutArgument> arguments = {};
};

/** A layout of a control surface, as far as the instrument is concerned. */
struct Layout {
  std::vector<LayoutMessage> messages;
  std::set<std::string> asked;    ///< paths that its scripts send
  std::set<std::string> handled;  ///< paths that its scripts receive
  std::string script;             ///< of its root

  /** The paths that come to a control or to a script. */
  std::set<std::string> followed() const {
    auto paths = handled;
    for (const auto& message : messages) {
      if (message.receives) paths.insert(message.path);
    }
    return paths;
  }
};

/** `path` without the prefix; another path as it is. */
inline std::string below_prefix(const std::string& path) {
  return path.starts_with("/aeolian/") ? path.substr(8) : path;
}

Layout touchosc_layout();
Layout open_stage_control_layout();

}  // namespace aeolian
