// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/rounding.h"

#include <Eigen/Core>
#include <string_view>
#include <utility>
#include <vector>

namespace aeolian::trainer {

namespace {

/** The largest rounding error of a matrix, relative to its norm: that of a normal half float. */
constexpr double largest_error = 0x1p-11;

/** The largest magnitude of a rounded value, which fits into a signed byte. */
constexpr float largest_whole = 127.f;

void round_to_half(Tensor& matrix) {
  auto rounded = matrix.values;
  double error = 0, power = 0;
  for (float& value : rounded) {
    const double exact = value;
    value = float{Eigen::half(value)};
    error += (value - exact) * (value - exact);
    power += exact * exact;
  }
  if (error <= largest_error * largest_error * power) matrix.values = std::move(rounded);
}

/** Rounds all columns except the first (the component) to whole numbers; returns their scales. */
Tensor round_to_whole(Tensor& moments) {
  using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  auto values = Eigen::Map<Rows>(moments.values.data(), moments.shape[0], moments.shape[1])
                    .rightCols(moments.shape[1] - 1);
  Eigen::RowVectorXf scale = values.cwiseAbs().colwise().maxCoeff() / largest_whole;
  scale = (scale.array() > 0.f).select(scale, 1.f);
  // Adding zero turns -0 into 0.
  values = (values.array().rowwise() / scale.array()).round() + 0.f;
  return {{scale.size()}, {scale.data(), scale.data() + scale.size()}};
}

}  // namespace

void round_checkpoint(Checkpoint& checkpoint) {
  for (auto& [name, tensor] : checkpoint.tensors)
    if (name.find(".weight") != name.npos) round_to_half(tensor);
  const auto moments = checkpoint.tensors.find(passages_name);
  if (moments != checkpoint.tensors.end() && moments->second.bytes.empty() &&
      !checkpoint.find("recollection.scale"))
    checkpoint.tensors["recollection.scale"] = round_to_whole(moments->second);
}

}  // namespace aeolian::trainer
