// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace aeolian::midi {

/** A position in a text as editors count: both from 1, columns in bytes. */
struct TextPlace {
  std::size_t line = 1;
  std::size_t column = 1;

  /** "LINE:COLUMN". */
  std::string text() const { return std::to_string(line) + ":" + std::to_string(column); }
};

/** The position of byte `at`, counted from 0. */
TextPlace place_of_byte(std::string_view text, std::size_t at);

/** A path into JSON: keys of objects, or indices of array elements in decimal digits. */
using JsonSteps = std::span<const std::string>;

/**
 * The position, in valid JSON, of the value that `steps` lead to from the root; if a step leads nowhere, of
 * the last value reached.
 */
TextPlace place_of_json_value(std::string_view text, JsonSteps steps);

}  // namespace aeolian::midi
