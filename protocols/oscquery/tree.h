// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string_view>

#include "protocols/oscquery/methods.h"

namespace aeolian::oscquery {

/**
 * Describes the node at `path` ("/" = the root) with everything below it, in the format of the OSCQuery
 * proposal; nothing if neither a method nor a container has that path.
 */
std::optional<nlohmann::ordered_json> describe(std::span<const Method> methods, std::string_view path);

/** Whether the proposal, or one of our extensions, has an attribute of that name. */
bool is_attribute(std::string_view name);

/** Returns EXTENSIONS of HOST_INFO. */
nlohmann::ordered_json extensions();

}  // namespace aeolian::oscquery
