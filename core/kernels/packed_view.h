// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/weight_format.h"

namespace aeolian {

/** Vectors are quantised in pieces of this many values. */
inline constexpr std::size_t int8_piece = 1024;
/** Columns are packed in fours for int8. */
inline constexpr std::size_t int8_group = 4;
/** Weights are read once for up to this many vectors. */
inline constexpr std::size_t largest_batch = 8;

/** A PackedMatrix as simd.cpp sees it. */
struct PackedView {
  std::size_t rows, columns;
  WeightFormat format;
  const std::byte* blocks;
  const float* offset;
  const float* scales;
  const std::int32_t* row_sums;
};

/** Computes y = W x + b, added to y if `adds`, for up to largest_batch vectors, given by one pointer each. */
void multiply(const PackedView& matrix, const float* const* x, float* const* y, std::size_t batch, bool adds);

}  // namespace aeolian
