// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace aeolian {

/** A value from a control source: OSC's T and F, i and h, f, d and s; JSON and MIDI values fit as well. */
using ControlValue = std::variant<bool, std::int64_t, float, double, std::string>;

/** Converts a number of any type, or a bool (0 or 1); nothing for a text. */
std::optional<double> as_number(const ControlValue& value);

/** A seed, and whether it was clipped to the valid range. */
struct SeedValue {
  std::uint64_t seed = 0;
  bool clipped = false;
  bool operator==(const SeedValue&) const = default;
};

/**
 * Converts a value to a seed if it holds it exactly: a whole number of any type, or a decimal text. A float
 * is exact to 2^24, a double to 2^53. Negative values are clipped to 0, texts above 2^64 - 1 to that. Nothing
 * = not a whole number, or one that its type may have rounded.
 */
std::optional<SeedValue> as_seed(const ControlValue& value);

}  // namespace aeolian
