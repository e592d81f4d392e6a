// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace aeolian::osc {

/** An argument of a type that no command accepts (blob, nil, MIDI, a bracket of an array, ...). */
struct OscOther {
  char tag;
  bool operator==(const OscOther&) const = default;
};

/** i, h, f, d, T or F, s or S, and all other types. */
using OscArgument = std::variant<std::int32_t, std::int64_t, float, double, bool, std::string, OscOther>;

struct OscMessage {
  std::string path;
  std::vector<OscArgument> arguments;
  bool operator==(const OscMessage&) const = default;
};

/** The time tag that means "at once". */
inline constexpr std::uint64_t osc_immediately = 1;

/** A message and the NTP time (seconds since 1900, 32 bits of fraction) at which it is to be applied. */
struct TimedOscMessage {
  std::uint64_t time_tag = osc_immediately;
  OscMessage message;
};

}  // namespace aeolian::osc
