// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/front_end.h"

#include <gtest/gtest.h>

#include <limits>

namespace aeolian {
namespace {

TEST(FrontEnd, TakesTheFastWindowNearestToTheWishedLength) {
  EXPECT_EQ(make_front_end(44100, 46., 192, 20000.)->window, 2048);
  EXPECT_EQ(make_front_end(22050, 32., 160, 11000.)->window, 768);
  EXPECT_EQ(make_front_end(16000, 32., 160, 8000.)->window, 512);
  EXPECT_EQ(make_front_end(48000, 46., 192, 20000.)->hop, 256);
}

TEST(FrontEnd, LowersBandsAndFrequencyToWhatTheRateHolds) {
  const auto front_end = make_front_end(8000, 16., 500, 20000.);
  ASSERT_TRUE(front_end) << front_end.error().message;
  EXPECT_EQ(front_end->max_frequency, 4000.);
  EXPECT_EQ(front_end->bands, front_end->kept_bins());
  EXPECT_EQ(front_end->kept_bins(), front_end->bins());
}

TEST(FrontEnd, FewBandsShortenTheLinearPart) {
  const auto front_end = make_front_end(44100, 93., 40, 20000.);
  ASSERT_TRUE(front_end) << front_end.error().message;
  EXPECT_LT(front_end->linear_to, 500.);
}

TEST(FrontEnd, RefusesWhatIsNoFrontEnd) {
  EXPECT_FALSE(make_front_end(0, 46., 192, 20000.));
  EXPECT_FALSE(make_front_end(44100, 0., 192, 20000.));
  EXPECT_FALSE(make_front_end(44100, 5000., 192, 20000.));
  EXPECT_FALSE(make_front_end(44100, std::numeric_limits<double>::quiet_NaN(), 192, 20000.));
  EXPECT_FALSE(make_front_end(44100, 46., 0, 20000.));
  EXPECT_FALSE(make_front_end(44100, 46., 192, -1.));
}

TEST(FrontEnd, CheckFindsEveryFieldThatAFileMayHaveSpoiled) {
  const FrontEnd good;
  EXPECT_TRUE(check(good));
  const auto spoiled = [&](auto change) {
    FrontEnd front_end = good;
    change(front_end);
    return check(front_end).has_value();
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(spoiled([](FrontEnd& f) { f.sample_rate = -44100; }));
  EXPECT_FALSE(spoiled([](FrontEnd& f) { f.window = 1 << 30; }));
  EXPECT_FALSE(spoiled([](FrontEnd& f) { f.window = 2050; }));
  EXPECT_FALSE(spoiled([](FrontEnd& f) { f.hop = 512; }));
  EXPECT_FALSE(spoiled([](FrontEnd& f) { f.bands = 1000; }));
  EXPECT_FALSE(spoiled([](FrontEnd& f) { f.bands = 70; }));
  EXPECT_FALSE(spoiled([&](FrontEnd& f) { f.linear_to = nan; }));
  EXPECT_FALSE(spoiled([&](FrontEnd& f) { f.max_frequency = nan; }));
  EXPECT_FALSE(spoiled([](FrontEnd& f) { f.max_frequency = 30000.; }));
}

}  // namespace
}  // namespace aeolian
