#include "core/control/value.h"

#include <charconv>
#include <cmath>
#include <type_traits>

namespace aeolian {
namespace {

std::optional<std::uint64_t> seed_from_text(std::string_view text) {
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return seed;
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

std::optional<std::uint64_t> as_seed(const ControlValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<std::uint64_t>(*whole);
  if (const auto* text = std::get_if<std::string>(&value)) return seed_from_text(*text);
  if (std::holds_alternative<bool>(value)) return {};
  const double largest = std::holds_alternative<float>(value) ? 0x1p24 : 0x1p53;
  const auto number = as_number(value);
  if (!number || !(*number >= 0. && *number <= largest) || std::floor(*number) != *number) return {};
  return static_cast<std::uint64_t>(*number);
}

}  // namespace aeolian
