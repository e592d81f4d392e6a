// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/parse_number.h"
#include "core/printable.h"

namespace aeolian::osc {

/** Splits "192.0.2.7:8000" or "[fe80::1]:8000"; the address is returned unchanged, without brackets. */
inline ErrorOr<std::pair<std::string, std::uint16_t>> address_and_port(std::string_view text) {
  const auto colon = text.rfind(':');
  std::string_view address = text.substr(0, colon);
  const std::string_view digits = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  const auto port = parse_number<std::uint16_t>(digits).value_or(0);
  const bool has_brackets = address.starts_with('[') && address.ends_with(']');
  if (has_brackets) address = address.substr(1, address.size() - 2);
  if (port == 0 || address.empty() || (!has_brackets && address.find(':') != std::string_view::npos)) {
    return fail(in_quotes(text) + " is not ADDRESS:PORT, such as 192.168.0.7:8000 or [fe80::1]:8000");
  }
  return std::pair(std::string(address), port);
}

}  // namespace aeolian::osc
