// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/button.h"

#include <type_traits>

#include "core/control/signature.h"

namespace aeolian::osc {
namespace {

std::optional<double> number_in(const Argument& argument) {
  return std::visit(
      [](const auto& value) -> std::optional<double> {
        if constexpr (std::is_arithmetic_v<std::decay_t<decltype(value)>>) return static_cast<double>(value);
        return {};
      },
      argument);
}

}  // namespace

std::optional<bool> button_of(std::string_view takes, std::span<const Argument> values) {
  if (values.size() != 1 || !type_tags(takes).empty() || takes.starts_with("[T:")) return {};
  const auto& value = values[0];
  if (const auto* other = std::get_if<OtherArgument>(&value)) {
    return other->tag == 'N' || other->tag == 'I' ? std::optional(true) : std::nullopt;
  }
  if (const auto* on = std::get_if<bool>(&value)) return *on;
  if (takes.starts_with("[f:")) return {};
  const auto number = number_in(value);
  if (number == 0.) return false;
  return number == 1. && !takes.starts_with("[i:") ? std::optional(true) : std::nullopt;
}

}  // namespace aeolian::osc
