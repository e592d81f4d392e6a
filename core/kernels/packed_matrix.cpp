// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/packed_matrix.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>

#include "core/kernels/packed_view.h"

namespace aeolian {
namespace {

constexpr float largest_int8 = 127.f;
/** A row without larger values is treated as zeros, because the inverse of its scale would not be finite. */
constexpr float least_row = 1e-30f;

/** The nearest bfloat16, ties to even. */
std::uint16_t bfloat16_of(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

constexpr std::size_t rounded_up(std::size_t value, std::size_t unit) {
  return (value + unit - 1) / unit * unit;
}

template <class T>
T* as(AlignedVector<std::byte>& bytes) {
  return reinterpret_cast<T*>(bytes.data());
}

}  // namespace

PackedMatrix::PackedMatrix(std::span<const float> weights, std::span<const float> offset, std::size_t rows,
                           std::size_t columns, WeightFormat format)
    : rows_(rows), columns_(columns), format_(format), offset_(blocks() * block_rows) {
  assert(weights.size() == rows * columns && (offset.empty() || offset.size() == rows));
  std::ranges::copy(offset, offset_.begin());
  switch (format) {
    case WeightFormat::float32:
      pack_float32(weights);
      break;
    case WeightFormat::bfloat16:
      pack_bfloat16(weights);
      break;
    case WeightFormat::int8:
      pack_int8(weights);
      break;
  }
}

/** Order: block, column, row of the block. */
void PackedMatrix::pack_float32(std::span<const float> weights) {
  blocks_.resize(blocks() * block_rows * columns_ * sizeof(float));
  auto* const packed = as<float>(blocks_);
  for (std::size_t row = 0; row < rows_; ++row) {
    float* const lane = packed + row / block_rows * block_rows * columns_ + row % block_rows;
    for (std::size_t column = 0; column < columns_; ++column)
      lane[column * block_rows] = weights[row * columns_ + column];
  }
}

/**
 * As float32, but each 32-bit word holds a row of the block's first half (low) and one of its second (high).
 */
void PackedMatrix::pack_bfloat16(std::span<const float> weights) {
  constexpr auto words = block_rows / 2;
  blocks_.resize(blocks() * words * columns_ * sizeof(std::uint32_t));
  auto* const packed = as<std::uint32_t>(blocks_);
  for (std::size_t row = 0; row < rows_; ++row) {
    std::uint32_t* const lane = packed + row / block_rows * words * columns_ + row % words;
    const auto shift = row % block_rows < words ? 0 : 16;
    for (std::size_t column = 0; column < columns_; ++column)
      lane[column * words] |= std::uint32_t{bfloat16_of(weights[row * columns_ + column])} << shift;
  }
}

/** Order: block, group of four columns, row of the block, column of the group. */
void PackedMatrix::pack_int8(std::span<const float> weights) {
  const auto stride = rounded_up(columns_, int8_group);
  const auto pieces = columns_ / int8_piece + 1;  // at least one, even for a matrix without columns
  blocks_.resize(blocks() * block_rows * stride);
  scales_.resize(offset_.size());
  row_sums_.resize(pieces * offset_.size());
  auto* const packed = as<std::int8_t>(blocks_);
  for (std::size_t row = 0; row < rows_; ++row) {
    const auto values = weights.subspan(row * columns_, columns_);
    float largest = 0.f;
    for (const float value : values) largest = std::max(largest, std::abs(value));
    if (largest < least_row) continue;
    scales_[row] = largest / largest_int8;
    std::int8_t* const lane = packed + row / block_rows * block_rows * stride + row % block_rows * int8_group;
    for (std::size_t column = 0; column < columns_; ++column) {
      const auto rounded = static_cast<std::int8_t>(std::lrint(values[column] / largest * largest_int8));
      lane[column / int8_group * block_rows * int8_group + column % int8_group] = rounded;
      row_sums_[column / int8_piece * offset_.size() + row] += rounded;
    }
  }
}

void PackedMatrix::multiply(std::span<const float* const> x, std::span<float* const> y, bool adds) const {
  assert(x.size() == y.size());
  const PackedView view{rows_,          columns_,       format_,         blocks_.data(),
                        offset_.data(), scales_.data(), row_sums_.data()};
  for (std::size_t done = 0; done < x.size(); done += largest_batch)
    aeolian::multiply(view, x.data() + done, y.data() + done, std::min(x.size() - done, largest_batch), adds);
}

void PackedMatrix::multiply(std::span<const float> x, std::span<float> y, std::size_t batch,
                            bool adds) const {
  assert(x.size() == batch * columns_ && y.size() == batch * rows_);
  std::array<const float*, largest_batch> from{};
  std::array<float*, largest_batch> to{};
  for (std::size_t done = 0; done < batch; done += largest_batch) {
    const std::size_t count = std::min(batch - done, largest_batch);
    for (std::size_t i = 0; i < count; ++i) {
      from[i] = x.data() + (done + i) * columns_;
      to[i] = y.data() + (done + i) * rows_;
    }
    multiply(std::span<const float* const>(from).first(count), std::span<float* const>(to).first(count),
             adds);
  }
}

void PackedMatrix::apply(std::span<const float> x, std::span<float> y, std::size_t batch) const {
  multiply(x, y, batch, false);
}

void PackedMatrix::add(std::span<const float> x, std::span<float> y, std::size_t batch) const {
  multiply(x, y, batch, true);
}

void PackedMatrix::apply(std::span<const float* const> x, std::span<float* const> y) const {
  multiply(x, y, false);
}

void PackedMatrix::add(std::span<const float* const> x, std::span<float* const> y) const {
  multiply(x, y, true);
}

}  // namespace aeolian
