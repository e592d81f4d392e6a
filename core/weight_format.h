// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace aeolian {

/** How the weights of a matrix are stored, and with it the precision of its products. */
enum class WeightFormat {
  float32,   ///< as in the checkpoint
  bfloat16,  ///< 8 bits of mantissa; products and sums in float32
  int8,      ///< -127..127 with a scale per row; vectors likewise, with a scale each; exact integer sums
};
inline constexpr std::array weight_formats{WeightFormat::float32, WeightFormat::bfloat16, WeightFormat::int8};

constexpr std::string_view to_string(WeightFormat format) {
  return std::array<std::string_view, 3>{"float32", "bfloat16", "int8"}[static_cast<std::size_t>(format)];
}

}  // namespace aeolian
