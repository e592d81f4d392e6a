// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/half_precision.h"

#include <Eigen/Core>
#include <algorithm>
#include <string_view>

namespace aeolian {

namespace {

/** The largest rounding error of a tensor, relative to its norm: that of a normal half float. */
constexpr double largest_error = 0x1p-11;

bool is_large(std::string_view name) {
  return name.find(".weight") != name.npos || name == "recollection.moments";
}

}  // namespace

void round_to_half(Checkpoint& checkpoint) {
  for (auto& [name, tensor] : checkpoint.tensors) {
    if (!is_large(name)) continue;
    auto rounded = tensor.values;
    double error = 0, power = 0;
    for (float& value : rounded) {
      const double exact = value;
      value = float{Eigen::half(value)};
      error += (value - exact) * (value - exact);
      power += exact * exact;
    }
    if (error <= largest_error * largest_error * power) tensor.values = std::move(rounded);
  }
}

}  // namespace aeolian
