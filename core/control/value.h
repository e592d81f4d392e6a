#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace aeolian {

/** A value as doors bring it: OSC's T and F, i and h, f, d and s; what JSON and MIDI have fits in too. */
using ControlValue = std::variant<bool, std::int64_t, float, double, std::string>;

/** The value of a number of any type, a bool as 0 or 1; nothing = a text. */
std::optional<double> as_number(const ControlValue& value);

/**
 * The seed that a value holds exactly: whole numbers bring their bits, so that 64-bit ones reach every seed;
 * a float is exact to 2^24, a double to 2^53; a text is decimal. Nothing = no such value.
 */
std::optional<std::uint64_t> as_seed(const ControlValue& value);

}  // namespace aeolian
