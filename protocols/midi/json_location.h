// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace aeolian {

/** A place in a text as editors count: both from 1, columns in bytes. */
struct TextPlace {
  std::size_t line = 1;
  std::size_t column = 1;

  /** "LINE:COLUMN". */
  std::string text() const { return std::to_string(line) + ":" + std::to_string(column); }
};

/** Of the byte `at`, counted from 0. */
TextPlace place_of_byte(std::string_view text, std::size_t at);

/** A key of an object, or the index of an array's element in decimal digits. */
using JsonSteps = std::span<const std::string>;

/**
 * Where, in a text that is valid JSON, the value begins that `steps` lead to from the root; where a step
 * leads nowhere, the value that was reached before it.
 */
TextPlace place_of_json_value(std::string_view text, JsonSteps steps);

}  // namespace aeolian
