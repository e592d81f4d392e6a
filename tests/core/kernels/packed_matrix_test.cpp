// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/packed_matrix.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/core/kernels/each_instruction_set.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

struct Product {
  std::size_t rows, columns;
  std::vector<float> weights, offset, x;

  Product(std::size_t rows, std::size_t columns, std::size_t batch, std::uint64_t seed)
      : rows(rows), columns(columns) {
    Random random(seed);
    weights = random_values(rows * columns, random);
    offset = random_values(rows, random);
    x = random_values(batch * columns, random);
  }

  PackedMatrix packed(WeightFormat format) const { return {weights, offset, rows, columns, format}; }

  std::vector<float> result(WeightFormat format) const {
    std::vector<float> y(x.size() / std::max<std::size_t>(columns, 1) * rows);
    packed(format).apply(x, y, y.size() / rows);
    return y;
  }

  double exact(std::size_t row) const {
    double sum = offset[row];
    for (std::size_t i = 0; i < columns; ++i) sum += double{weights[row * columns + i]} * x[i];
    return sum;
  }

  /** The largest error that rounding can make in this row. */
  double bound(std::size_t row, WeightFormat format) const {
    double products = std::abs(offset[row]), w_sum = 0, x_sum = 0, w_most = 0, x_most = 0;
    for (std::size_t i = 0; i < columns; ++i) {
      const double w = std::abs(weights[row * columns + i]), value = std::abs(x[i]);
      products += w * value;
      w_sum += w;
      x_sum += value;
      w_most = std::max(w_most, w);
      x_most = std::max(x_most, value);
    }
    const double float_error = static_cast<double>(columns + 3) * 0x1p-24 * products;
    const double w_step = w_most / 127 / 2, x_step = x_most / 127 / 2;
    switch (format) {
      case WeightFormat::float32:
        return float_error;
      case WeightFormat::bfloat16:
        return 0x1p-8 * products + 2 * float_error;
      case WeightFormat::int8:
        return 1.001 * (w_step * x_sum + x_step * w_sum + static_cast<double>(columns) * w_step * x_step) +
               float_error;
    }
    return 0;
  }
};

class PackedMatrixProducts : public EachInstructionSet {};

TEST_P(PackedMatrixProducts, AreWithinTheRoundingOfTheirFormat) {
  Random random(1);
  std::vector<std::pair<std::size_t, std::size_t>> sizes{
      {1, 1}, {1, 320}, {320, 1}, {32, 32}, {33, 31}, {31, 33}, {64, 3}, {100, 64}, {960, 320}, {5, 2500}};
  for (int i = 0; i < 40; ++i) sizes.emplace_back(1 + random.bits() % 200, 1 + random.bits() % 300);
  for (const auto& [rows, columns] : sizes) {
    const Product product(rows, columns, 1, rows + 1000 * columns);
    for (const auto format : weight_formats) {
      const auto y = product.result(format);
      for (std::size_t row = 0; row < rows; ++row)
        ASSERT_NEAR(y[row], product.exact(row), product.bound(row, format))
            << to_string(format) << ", row " << row << " of " << rows << " x " << columns;
    }
  }
}

TEST_P(PackedMatrixProducts, OfABatchAreThoseOfEachVector) {
  for (const auto format : weight_formats) {
    for (std::size_t batch = 1; batch <= 11; ++batch) {
      const Product many(75, 1100, batch, batch);
      const auto together = many.result(format);
      Product one = many;
      for (std::size_t i = 0; i < batch; ++i) {
        one.x.assign(many.x.begin() + static_cast<long>(i * 1100),
                     many.x.begin() + static_cast<long>((i + 1) * 1100));
        ASSERT_TRUE(std::ranges::equal(one.result(format), std::span(together).subspan(i * 75, 75)))
            << to_string(format) << ", vector " << i << " of " << batch;
      }
    }
  }
}

TEST_P(PackedMatrixProducts, DoNotDependOnWhereTheVectorsLie) {
  const Product product(70, 45, 1, 3);
  for (const auto format : weight_formats) {
    const auto expected = product.result(format);
    std::vector<float> x(64), y(96);
    for (const std::size_t shift : {1, 2, 3, 5, 7}) {
      std::ranges::copy(product.x, x.begin() + static_cast<long>(shift));
      product.packed(format).apply(std::span(x).subspan(shift, 45), std::span(y).subspan(shift, 70));
      ASSERT_TRUE(std::ranges::equal(std::span(y).subspan(shift, 70), expected)) << to_string(format);
    }
  }
}

TEST_P(PackedMatrixProducts, CanBeAddedToWhatIsThere) {
  const Product product(70, 1500, 1, 4);
  for (const auto format : weight_formats) {
    std::vector<float> y(70, 100.f);
    product.packed(format).add(product.x, y);
    const auto expected = product.result(format);
    for (std::size_t row = 0; row < 70; ++row) ASSERT_NEAR(y[row], 100 + expected[row], 1e-4);
  }
}

TEST_P(PackedMatrixProducts, WithoutColumnsAreTheOffset) {
  const Product product(40, 0, 1, 5);
  for (const auto format : weight_formats) {
    std::vector<float> y(40);
    product.packed(format).apply({}, y);
    EXPECT_EQ(y, product.offset) << to_string(format);
  }
}

TEST_P(PackedMatrixProducts, OfZerosAreTheOffset) {
  Product product(40, 50, 1, 6);
  std::ranges::fill(product.x, 0.f);
  for (const auto format : weight_formats) EXPECT_EQ(product.result(format), product.offset);
  product = Product(40, 50, 1, 6);
  std::ranges::fill(product.weights, 0.f);
  for (const auto format : weight_formats) EXPECT_EQ(product.result(format), product.offset);
}

/** An engine relies on this to notice non-finite values; int8 itself has no NaN. */
TEST_P(PackedMatrixProducts, OfWhatIsNotFiniteAreNotFinite) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    for (const std::size_t place : {0, 20, 36}) {
      Product product(33, 37, 1, 7);
      product.x[place] = bad;
      for (const auto format : weight_formats)
        for (const float y : product.result(format)) ASSERT_FALSE(std::isfinite(y)) << to_string(format);
    }
  }
}

TEST_P(PackedMatrixProducts, OfLargeAndSmallValuesStayExactInInt8) {
  Product product(33, 256, 1, 8);
  for (float& weight : product.weights) weight = weight < 0 ? -127.f : 127.f;
  for (float& value : product.x) value = value < 0 ? -127.f : 127.f;
  std::ranges::fill(product.offset, 0.f);
  const auto y = product.result(WeightFormat::int8);
  for (std::size_t row = 0; row < 33; ++row) ASSERT_NEAR(y[row], product.exact(row), 1e-6 * 256 * 127 * 127);
}

TEST_P(PackedMatrixProducts, AllocateNothing) {
  const Product product(100, 1100, 8, 9);
  for (const auto format : weight_formats) {
    const auto packed = product.packed(format);
    std::vector<float> y(800);
    const auto before = allocations();
    packed.apply(product.x, y, 8);
    packed.add(product.x, y, 8);
    EXPECT_EQ(allocations(), before) << to_string(format);
  }
}

INSTANTIATE_TEST_SUITE_P(On, PackedMatrixProducts, testing::ValuesIn(instruction_sets()), name_of);

TEST(PackedMatrix, GivesTheSameBitsOnAllInstructionSetsWithFusedMultiplyAdd) {
  const auto names = fused_instruction_sets();
  if (names.empty()) GTEST_SKIP() << "this processor has no fused multiply-add";
  for (const auto format : weight_formats) {
    const Product product(75, 1111, 5, 10);
    std::vector<std::vector<float>> results;
    for (const auto& name : names) {
      ASSERT_TRUE(use_instruction_set(name));
      results.push_back(product.result(format));
    }
    EXPECT_THAT(results, testing::Each(testing::Eq(results.front()))) << to_string(format);
  }
  use_instruction_set({});
}

TEST(PackedMatrix, HasTheWeightsOfItsFormatAlone) {
  const Product product(64, 100, 1, 11);
  EXPECT_EQ(product.packed(WeightFormat::float32).size(), 4 * 6400);
  EXPECT_EQ(product.packed(WeightFormat::bfloat16).size(), 2 * 6400);
  EXPECT_EQ(product.packed(WeightFormat::int8).size(), 6400);
}

TEST(InstructionSets, UseOneThatTheProcessorHas) {
  const auto used = [](const InstructionSet& set) { return set.name == instruction_set(); };
  const auto sets = instruction_sets();
  const auto found = std::find_if(sets.begin(), sets.end(), used);
  ASSERT_NE(found, sets.end());
  EXPECT_TRUE(found->available) << found->name;
}

TEST(InstructionSets, RefusesOneThatDoesNotExist) {
  const std::string before(instruction_set());
  EXPECT_FALSE(use_instruction_set("MMX"));
  EXPECT_EQ(instruction_set(), before);
}

}  // namespace
}  // namespace aeolian
