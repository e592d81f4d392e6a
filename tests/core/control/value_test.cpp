// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/value.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace aeolian {
namespace {

using Values = std::vector<ControlValue>;

TEST(AsSeed, TakesOnlyWhatHoldsASeedExactly) {
  EXPECT_EQ(as_seed(16777216.f), SeedValue{16777216u});
  EXPECT_EQ(as_seed(33554432.f), std::nullopt);
  EXPECT_EQ(as_seed(33554432.), SeedValue{33554432u});
  EXPECT_EQ(as_seed(std::int64_t{1} << 62), SeedValue{std::uint64_t{1} << 62});
  EXPECT_EQ(as_seed(std::string("18446744073709551615")), SeedValue{~std::uint64_t{0}});
  for (const ControlValue& wrong :
       Values{true, 1.5, -1.5, 1e17, -1e30f, std::numeric_limits<double>::quiet_NaN(),
              std::numeric_limits<float>::infinity(), std::string("-"), std::string("--1"), std::string("7x"),
              std::string(" 7"), std::string()}) {
    EXPECT_EQ(as_seed(wrong), std::nullopt);
  }
}

TEST(AsSeed, ClipsWhatLiesOutsideAndSaysSo) {
  constexpr SeedValue lowest{0, true}, highest{~std::uint64_t{0}, true};
  for (const ControlValue& negative :
       Values{std::int64_t{-1}, std::numeric_limits<std::int64_t>::min(), -1.f, -1., std::string("-1"),
              std::string("-99999999999999999999999")}) {
    EXPECT_EQ(as_seed(negative), lowest);
  }
  EXPECT_EQ(as_seed(std::string("18446744073709551616")), highest);
  EXPECT_EQ(as_seed(std::string("-0")), SeedValue{0});
}

}  // namespace
}  // namespace aeolian
