// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/value.h"

#include <charconv>
#include <cmath>
#include <type_traits>

namespace aeolian {
namespace {

std::optional<SeedValue> seed_from_text(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) return {};
  if (is_negative) return SeedValue{0, error != std::errc{} || seed != 0};
  if (error == std::errc::result_out_of_range) return SeedValue{~std::uint64_t{0}, true};
  return SeedValue{seed};
}

std::optional<SeedValue> seed_from_real(double number, double largest) {
  if (std::floor(number) != number || !(std::abs(number) <= largest)) return {};
  if (number < 0.) return SeedValue{0, true};
  return SeedValue{static_cast<std::uint64_t>(number)};
}

}  // namespace

std::optional<double> as_number(const ControlValue& value) {
  return std::visit(
      [](const auto& held) -> std::optional<double> {
        if constexpr (std::is_arithmetic_v<std::decay_t<decltype(held)>>) return static_cast<double>(held);
        return {};
      },
      value);
}

std::optional<SeedValue> as_seed(const ControlValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    return *whole < 0 ? SeedValue{0, true} : SeedValue{static_cast<std::uint64_t>(*whole)};
  }
  if (const auto* text = std::get_if<std::string>(&value)) return seed_from_text(*text);
  if (const auto* number = std::get_if<float>(&value)) return seed_from_real(*number, 0x1p24);
  if (const auto* number = std::get_if<double>(&value)) return seed_from_real(*number, 0x1p53);
  return {};
}

}  // namespace aeolian
