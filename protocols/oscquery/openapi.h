// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace aeolian::oscquery {

/**
 * Describes the HTTP interface for client generators (OpenAPI 3.1): GET and PUT of every parameter, with its
 * type and range, and POST of every parameter action and command. Made from the same tables as OSC; it
 * contains no names of models or presets.
 */
nlohmann::ordered_json openapi_description(std::string_view prefix);

}  // namespace aeolian::oscquery
