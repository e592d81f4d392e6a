// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/time_histogram.h"

#include <gtest/gtest.h>

namespace aeolian {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

TEST(TimeHistogram, WithoutAnyEverythingIsZero) {
  const TimeHistogram histogram;
  EXPECT_EQ(histogram.count(), 0u);
  EXPECT_EQ(histogram.quantile(0.99).count(), 0);
  EXPECT_EQ(histogram.longest().count(), 0);
}

TEST(TimeHistogram, QuantilesAreRightToABin) {
  TimeHistogram histogram;
  for (int i = 1; i <= 1000; ++i) {
    histogram.record(microseconds(i));
  }
  EXPECT_EQ(histogram.count(), 1000u);
  EXPECT_EQ(histogram.longest(), microseconds(1000));
  EXPECT_EQ(histogram.mean(), nanoseconds(500'500));
  for (const double share : {0.5, 0.9, 0.99}) {
    const double exact = 1e6 * share;
    const auto found = static_cast<double>(histogram.quantile(share).count());
    EXPECT_GE(found, exact);
    EXPECT_LE(found, exact * 1.1);
  }
}

TEST(TimeHistogram, CountsUpToAPowerOfTwo) {
  TimeHistogram histogram;
  for (const int time : {3, 100, 1000, 5000}) histogram.record(microseconds(time));
  EXPECT_EQ(histogram.count_up_to(0), 0u);
  EXPECT_EQ(histogram.count_up_to(7), 2u);   // 128 us
  EXPECT_EQ(histogram.count_up_to(10), 3u);  // 1024 us
  EXPECT_EQ(histogram.count_up_to(13), 4u);  // 8192 us
  EXPECT_EQ(histogram.count_up_to(100), 4u);
}

TEST(TimeHistogram, WhatLiesOutsideTheBinsIsCountedAtTheirEnds) {
  TimeHistogram histogram;
  histogram.record(nanoseconds(0));
  histogram.record(nanoseconds(-5));
  histogram.record(seconds(100));
  EXPECT_EQ(histogram.count(), 3u);
  EXPECT_EQ(histogram.longest(), seconds(100));
  EXPECT_LE(histogram.quantile(0.5), microseconds(2));
}

}  // namespace
}  // namespace aeolian
