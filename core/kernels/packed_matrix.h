// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/aligned.h"
#include "core/weight_format.h"

namespace aeolian {

/**
 * A matrix W (rows x columns) with an offset b (rows), packed for products y = W x + b with one vector or a
 * few. Blocks of 32 rows are stored column by column, so that weights are read once, in order, and each row
 * has its own SIMD lane. Immutable: threads may share it. The products allocate nothing.
 *
 * With float32 and bfloat16, every instruction set and batch size sums each row in the same order, so all
 * with fused multiply-add give the same bits. With int8 all instruction sets agree up to the last
 * multiplication.
 */
class PackedMatrix {
 public:
  /** Rows per block. */
  static constexpr std::size_t block_rows = 32;

  /** Packs `weights` (rows x columns, row-major, finite) and `offset` (rows values, or empty = zeros). */
  PackedMatrix(std::span<const float> weights, std::span<const float> offset, std::size_t rows,
               std::size_t columns, WeightFormat format);

  /**
   * Computes y = W x + b for each of `batch` vectors: x is batch x columns, y is batch x rows, row-major;
   * they must not overlap. The weights are read once for up to eight vectors. If a value of x is not finite,
   * the vector's whole y may be NaN.
   */
  void apply(std::span<const float> x, std::span<float> y, std::size_t batch = 1) const;
  /** As apply(), but adds to y. */
  void add(std::span<const float> x, std::span<float> y, std::size_t batch = 1) const;

  /** The same for scattered vectors: columns() values at each of `x`, rows() at each of `y`. */
  void apply(std::span<const float* const> x, std::span<float* const> y) const;
  void add(std::span<const float* const> x, std::span<float* const> y) const;

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  WeightFormat format() const { return format_; }
  /** Size of the packed weights in bytes. */
  std::size_t size() const { return blocks_.size(); }

 private:
  void multiply(std::span<const float> x, std::span<float> y, std::size_t batch, bool adds) const;
  void multiply(std::span<const float* const> x, std::span<float* const> y, bool adds) const;
  std::size_t blocks() const { return (rows_ + block_rows - 1) / block_rows; }
  void pack_float32(std::span<const float> weights);
  void pack_bfloat16(std::span<const float> weights);
  void pack_int8(std::span<const float> weights);

  std::size_t rows_, columns_;
  WeightFormat format_;
  AlignedVector<std::byte> blocks_;
  AlignedVector<float> offset_;           ///< padded to whole blocks of rows, as the two below
  AlignedVector<float> scales_;           ///< int8: one per row
  AlignedVector<std::int32_t> row_sums_;  ///< int8: one per piece of columns and row
};

}  // namespace aeolian
