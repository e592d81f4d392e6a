// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace aeolian {

/** A value as control sources bring it: OSC's T and F, i and h, f, d and s; what JSON and MIDI have fits in
 * too. */
using ControlValue = std::variant<bool, std::int64_t, float, double, std::string>;

/** The value of a number of any type, a bool as 0 or 1; nothing = a text. */
std::optional<double> as_number(const ControlValue& value);

/** A seed, and whether it is the nearest to a value that no seed has. */
struct SeedValue {
  std::uint64_t seed = 0;
  bool clipped = false;
  bool operator==(const SeedValue&) const = default;
};

/**
 * The seed that a value holds exactly: a whole number of any type or a decimal text. A float is exact to
 * 2^24, a double to 2^53. Negative ones are clipped to 0, texts above 2^64 - 1 to that. Nothing = no whole
 * number, or one that the type may have rounded.
 */
std::optional<SeedValue> as_seed(const ControlValue& value);

}  // namespace aeolian
