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
 * Reads JSON that nobody has vouched for. Beyond what nlohmann-json refuses, so are two keys of one name in
 * an object (RFC 8259 leaves their meaning open), and, before memory is spent on them, nesting deeper than
 * `max_depth` and more than `max_values` values. The error says what and at which byte, to be put behind the
 * name of the text.
 */
ErrorOr<nlohmann::json> parse_json(std::string_view text, int max_depth,
                                   std::size_t max_values = std::numeric_limits<std::size_t>::max());

/** A name from outside as it can stand in a message: quoted, control characters escaped, shortened. */
std::string in_quotes(std::string_view name);

}  // namespace aeolian
