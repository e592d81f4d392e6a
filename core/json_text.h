#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/error.h"

namespace aeolian {

/**
 * Reads JSON that nobody has vouched for. Beyond what nlohmann-json refuses, so are two keys of one name in
 * an object (RFC 8259 leaves their meaning open) and nesting deeper than `max_depth`, before memory is spent
 * on it. The error says what and at which byte, to be put behind the name of the text.
 */
ErrorOr<nlohmann::json> parse_json(std::string_view text, int max_depth);

/** A name from outside as it can stand in a message: quoted, control characters escaped, shortened. */
std::string in_quotes(std::string_view name);

}  // namespace aeolian
