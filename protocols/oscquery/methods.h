// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/control/control_context.h"
#include "core/control/event.h"
#include "protocols/osc/message.h"

namespace aeolian {

/** What may be done with a method, as OSCQuery's ACCESS counts it. */
enum class OscAccess { none = 0, read = 1, write = 2, both = 3 };

/** One address of the OSC space as OSCQuery describes it, with the value that it has now. */
struct OscMethod {
  std::string path;  ///< whole, as "/aeolian/gain"
  std::string description;
  std::string types;  ///< OSC type tags of its arguments; "N" = it takes none
  OscAccess access = OscAccess::none;
  nlohmann::ordered_json values = nullptr;  ///< array, one a tag; null = nothing can be read, as ACCESS says
  nlohmann::ordered_json ranges =
      nullptr;            ///< array, one a tag: {MIN, MAX}, {VALS} or null; null = none at all
  std::string unit = {};  ///< of every argument, as OSCQuery names it ("gain.db"); empty = none
  bool clips = false;     ///< what lies outside the range becomes the nearest inside
  std::optional<ParameterId> follows = {};  ///< the parameter whose changes change the values
};

/** Every parameter of the registry, the gestures that move one, and every command that OSC has. */
std::vector<OscMethod> list_methods(std::string_view prefix, const ControlContext& context);

/** What is sent to who listens to `method`: its path and its values. Needs a method that can be read. */
OscMessage as_message(const OscMethod& method);

}  // namespace aeolian
