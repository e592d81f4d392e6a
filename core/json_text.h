// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/error.h"

namespace aeolian {

/**
 * Parses untrusted JSON. Beyond what nlohmann-json refuses, it refuses two equal keys in an object (RFC 8259
 * leaves their meaning open) and, before allocating memory for them, nesting deeper than `max_depth` and more
 * than `max_values` values. The error says what is wrong and at which byte, worded to follow the name of the
 * text.
 */
ErrorOr<nlohmann::json> parse_json(std::string_view text, int max_depth,
                                   std::size_t max_values = std::numeric_limits<std::size_t>::max());

}  // namespace aeolian
