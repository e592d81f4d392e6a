// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/angles.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "tests/core/kernels/each_instruction_set.h"

namespace aeolian {
namespace {

class Angles : public EachInstructionSet {};

struct SinesAndCosines {
  explicit SinesAndCosines(std::span<const float> angles) : sines(angles.size()), cosines(angles.size()) {
    sines_and_cosines(angles, sines, cosines);
  }
  std::vector<float> sines, cosines;
};

/** Angles from -limit to limit. */
std::vector<float> angles_to(float limit) {
  std::vector<float> angles{0.f, limit, -limit};
  for (int i = 0; i < 200'003; ++i) angles.push_back(limit * (static_cast<float>(i) / 100'001.f - 1.f));
  return angles;
}

TEST_P(Angles, HaveSinesAndCosinesWithinTheirBound) {
  for (const auto& [limit, bound] : {std::pair(1.f, 2e-7), {10.f, 2e-7}, {1e4f, 2e-7}, {1e5f, 1e-6}}) {
    const auto angles = angles_to(limit);
    const SinesAndCosines of(angles);
    for (std::size_t i = 0; i < angles.size(); ++i) {
      ASSERT_NEAR(of.sines[i], std::sin(double{angles[i]}), bound) << angles[i];
      ASSERT_NEAR(of.cosines[i], std::cos(double{angles[i]}), bound) << angles[i];
    }
  }
}

TEST_P(Angles, ThatAreNotFiniteHaveNone) {
  std::vector<float> angles(37, 0.5f);
  angles[3] = std::numeric_limits<float>::quiet_NaN();
  angles[35] = std::numeric_limits<float>::infinity();
  const SinesAndCosines of(angles);
  for (std::size_t i = 0; i < angles.size(); ++i) {
    EXPECT_EQ(std::isnan(of.sines[i]), i == 3 || i == 35) << i;
    EXPECT_EQ(std::isnan(of.cosines[i]), i == 3 || i == 35) << i;
  }
}

TEST_P(Angles, AreWrappedByWholeTurns) {
  for (const float limit : {10.f, 1e4f}) {
    const auto angles = angles_to(limit);
    auto wrapped = angles;
    wrap_angles(wrapped);
    for (std::size_t i = 0; i < angles.size(); ++i) {
      ASSERT_LE(std::abs(wrapped[i]), std::numbers::pi + 1e-3) << angles[i];
      ASSERT_NEAR(std::remainder(double{angles[i]} - wrapped[i], 2 * std::numbers::pi), 0, 4e-7 * limit / 10);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(On, Angles, testing::ValuesIn(instruction_sets()), name_of);

TEST(Angle, GivesTheSameBitsOnAllInstructionSetsWithFusedMultiplyAdd) {
  const auto names = fused_instruction_sets();
  if (names.empty()) GTEST_SKIP() << "this processor has no fused multiply-add";
  const auto angles = angles_to(100.f);
  ASSERT_TRUE(use_instruction_set(names.front()));
  const SinesAndCosines first(angles);
  for (const auto& name : names) {
    ASSERT_TRUE(use_instruction_set(name));
    const SinesAndCosines of(angles);
    EXPECT_TRUE(of.sines == first.sines && of.cosines == first.cosines) << name;
  }
  use_instruction_set({});
}

}  // namespace
}  // namespace aeolian
