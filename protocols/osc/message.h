// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace aeolian::osc {

/** An argument of a type that no command accepts (blob, nil, MIDI, a bracket of an array, ...). */
struct OtherArgument {
  char tag;
  bool operator==(const OtherArgument&) const = default;
};

/** Types i, h, f, d, T or F, s or S, and all others. */
using Argument = std::variant<std::int32_t, std::int64_t, float, double, bool, std::string, OtherArgument>;

struct Message {
  std::string path;
  std::vector<Argument> arguments;
  bool operator==(const Message&) const = default;
};

/** The time tag for "at once". */
inline constexpr std::uint64_t immediately = 1;

/** A message and the NTP time (seconds since 1900, 32 bits of fraction) at which it is to be applied. */
struct TimedMessage {
  std::uint64_t time_tag = immediately;
  Message message;
};

}  // namespace aeolian::osc
