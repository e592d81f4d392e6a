// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace aeolian::midi {

/** A position in a text as editors show it: both numbers count from 1, columns in bytes. */
struct TextPlace {
  std::size_t line = 1;
  std::size_t column = 1;

  /** Returns "LINE:COLUMN". */
  std::string text() const { return std::to_string(line) + ":" + std::to_string(column); }
};

/** Returns the position of byte `at`, counted from 0. */
TextPlace place_of_byte(std::string_view text, std::size_t at);

/** A path into JSON: object keys, or array indices in decimal digits. */
using JsonSteps = std::span<const std::string>;

/**
 * Returns the position, in valid JSON, of the value at the path `steps` from the root; if a step leads
 * nowhere, of the last value reached.
 */
TextPlace place_of_json_value(std::string_view text, JsonSteps steps);

}  // namespace aeolian::midi
