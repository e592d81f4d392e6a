// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace aeolian::oscquery {

/**
 * The description of HTTP for programs that make clients of it (OpenAPI 3.1): GET and PUT of every parameter,
 * with its type and range, and POST of every parameter action and command. Made from the tables that OSC has;
 * names of a model or of presets are not in it.
 */
nlohmann::ordered_json openapi_description(std::string_view prefix);

}  // namespace aeolian::oscquery
