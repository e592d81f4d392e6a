// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace aeolian {

/** Storage format of a matrix's weights, which sets the precision of its products. */
enum class WeightFormat {
  float32,   ///< as in the checkpoint
  bfloat16,  ///< 8 bits of mantissa; products and sums in float32
  int8,      ///< -127..127 with a scale per row; vectors likewise, with one scale each; exact integer sums
};
inline constexpr std::array weight_formats{WeightFormat::float32, WeightFormat::bfloat16, WeightFormat::int8};

constexpr std::string_view to_string(WeightFormat format) {
  return std::array<std::string_view, 3>{"float32", "bfloat16", "int8"}[static_cast<std::size_t>(format)];
}

/** A choice of --weights; empty = auto. */
using WeightChoice = std::optional<WeightFormat>;
inline constexpr std::array weight_choices{WeightChoice(), WeightChoice(WeightFormat::float32),
                                           WeightChoice(WeightFormat::bfloat16),
                                           WeightChoice(WeightFormat::int8)};

constexpr std::string_view to_string(WeightChoice choice) {
  return choice ? to_string(*choice) : "auto";
}

/** The names of weight_choices, in the same order. */
inline constexpr auto weight_choice_names = [] {
  std::array<std::string_view, weight_choices.size()> names;
  std::ranges::transform(weight_choices, names.begin(),
                         [](WeightChoice choice) { return to_string(choice); });
  return names;
}();

/** The choice of this name, which must be one of weight_choice_names. */
constexpr WeightChoice weight_choice(std::string_view name) {
  return *std::ranges::find(weight_choices, name, [](WeightChoice choice) { return to_string(choice); });
}

/**
 * The format of a choice. Auto is float32, because int8 has been shown to sound as good for one checkpoint
 * only.
 */
constexpr WeightFormat format_of(WeightChoice choice) {
  return choice.value_or(WeightFormat::float32);
}

}  // namespace aeolian
