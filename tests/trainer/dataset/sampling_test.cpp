// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/dataset/sampling.h"

#include <gtest/gtest.h>

namespace aeolian::trainer {
namespace {

/** Spans of the training part of one or more streams; the frames are irrelevant here. */
Dataset with_training(std::vector<Span> spans) {
  Dataset dataset;
  dataset.training = std::move(spans);
  return dataset;
}

TEST(DisjointWindow, LiesBesideItsTargetWithinReach) {
  const auto dataset = with_training({{0, 0, 10'000}});
  const Span target{0, 5000, 5400};
  Random random(1);
  bool before = false, after = false;
  for (int i = 0; i < 200; ++i) {
    const auto window = disjoint_window(dataset, target, 300, 700, random);
    EXPECT_EQ(window.size(), 300);
    EXPECT_GE(window.begin, target.begin - 700 - 300);
    EXPECT_LE(window.end, target.end + 700 + 300);
    EXPECT_TRUE(window.end <= target.begin || window.begin >= target.end);
    before |= window.end <= target.begin;
    after |= window.begin >= target.end;
  }
  EXPECT_TRUE(before && after);
}

TEST(DisjointWindow, IsTakenFromTheTrainingPartOfTheSameGroup) {
  const auto dataset = with_training({{0, 0, 900}, {1, 0, 5000}, {0, 1900, 9000}});
  const Span held_out{0, 1000, 1400};
  Random random(2);
  for (int i = 0; i < 200; ++i) {
    const auto window = disjoint_window(dataset, held_out, 300, 700, random);
    EXPECT_EQ(window.stream, 0);
    EXPECT_TRUE(window.end <= 900 || window.begin >= 1900);
  }
}

TEST(DisjointWindow, LiesFurtherAwayWhereThereIsNoRoomNear) {
  const auto dataset = with_training({{0, 0, 400}, {0, 50'000, 60'000}});
  Random random(3);
  const auto window = disjoint_window(dataset, {0, 0, 400}, 300, 700, random);
  EXPECT_GE(window.begin, 50'000);
}

}  // namespace
}  // namespace aeolian::trainer
