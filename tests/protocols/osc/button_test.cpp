// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/button.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aeolian::osc {
namespace {

using namespace std::string_literals;

std::optional<bool> read(std::string_view takes, const Argument& value) {
  return button_of(takes, std::vector{value});
}

TEST(Button, IsPressedAndReleasedWhereTheMethodNeedsNoValue) {
  for (const Argument& press :
       std::vector<Argument>{true, std::int32_t{1}, 1.f, OtherArgument{'N'}, OtherArgument{'I'}}) {
    EXPECT_EQ(read("", press), true);
    EXPECT_EQ(read("[s:name]", press), true);
  }
  for (const Argument& release : std::vector<Argument>{false, std::int32_t{0}, std::int64_t{0}, 0.f, 0.}) {
    EXPECT_EQ(read("", release), false);
    EXPECT_EQ(read("[s:name]", release), false);
  }
}

TEST(Button, IsNotWhatTheMethodTakesAsItsValue) {
  EXPECT_EQ(read("[s:name]", "dawn"s), std::nullopt);
  EXPECT_EQ(read("i:number", std::int32_t{0}), std::nullopt);
  EXPECT_EQ(read("[T:on]", false), std::nullopt);
  EXPECT_EQ(read("[f:seconds]", 0.f), std::nullopt);
  EXPECT_EQ(read("[i:from]", std::int32_t{1}), std::nullopt);
  EXPECT_EQ(button_of("", {}), std::nullopt);
}

}  // namespace
}  // namespace aeolian::osc
