// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/control/commands.h"
#include "core/control/control_context.h"
#include "core/control/event.h"
#include "protocols/osc/message.h"

namespace aeolian::oscquery {

/** The access to a method, as in OSCQuery's ACCESS. */
enum class Access { none = 0, read = 1, write = 2, both = 3 };

/** An address of the OSC space as OSCQuery describes it, with its present value. */
struct Method {
  std::string path;  ///< complete, such as "/aeolian/gain"
  std::string description;
  std::string types;  ///< OSC type tags of its arguments; "N" = none
  Access access = Access::none;
  /** Array, one element per tag; null = not readable, as ACCESS says. */
  nlohmann::ordered_json values = nullptr;
  /** Array, one element per tag: {MIN, MAX}, {VALS} or null; null = none at all. */
  nlohmann::ordered_json ranges = nullptr;
  std::string unit = {};  ///< of every argument, by OSCQuery's name ("gain.db"); empty = none
  bool clips = false;     ///< values out of range are clipped to the range
  /** See longest_reply(). */
  std::optional<std::chrono::seconds> longest_reply = {};
  std::optional<ParameterId> follows = {};  ///< the parameter whose changes change the values
};

/** The longest time to wait for the reply to `command`; nothing = it replies at once, if at all. */
std::optional<std::chrono::seconds> longest_reply(const CommandSpec& command);

/** Whether `path` is `at`, or below it. Everything is below "/". */
bool is_within(std::string_view path, std::string_view at);

/** Lists every parameter, every parameter action, and every OSC command at or below `at`, a complete path. */
std::vector<Method> list_methods(std::string_view prefix, const ControlContext& context,
                                 std::string_view at = "/");

/** Makes the message for listeners to `method`: its path and values. The method must be readable. */
osc::Message as_message(const Method& method);

}  // namespace aeolian::oscquery
