// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "core/control/quality.h"
#include "core/weight_format.h"

namespace aeolian {

/** The settings of a performance's computation, from beginning to end; a control log stores them. */
struct RenderQuality {
  Quality quality = Quality::normal;
  WeightFormat weights = WeightFormat::float32;
};

/** The values of --weights. */
enum class WeightChoice { automatic, float32, bfloat16, int8 };
inline constexpr std::array<std::string_view, 4> weight_choices{"auto", "float32", "bfloat16", "int8"};

/** The format that is meant. `automatic` is float32: that int8 sounds as good has not been shown. */
constexpr WeightFormat format_of(WeightChoice choice) {
  return choice == WeightChoice::automatic ? WeightFormat::float32
                                           : static_cast<WeightFormat>(static_cast<int>(choice) - 1);
}

/** The choice of exactly this format. */
constexpr WeightChoice choice_of(WeightFormat format) {
  return static_cast<WeightChoice>(static_cast<int>(format) + 1);
}

}  // namespace aeolian
