// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/spelling.h"

#include <gtest/gtest.h>

#include <vector>

namespace aeolian {
namespace {

TEST(Spelling, CountsTheLettersThatDiffer) {
  EXPECT_EQ(edit_distance("", "rain"), 4u);
  EXPECT_EQ(edit_distance("rain", "rain"), 0u);
  EXPECT_EQ(edit_distance("rain", "train"), 1u);
  EXPECT_EQ(edit_distance("trian", "train"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(Spelling, SuggestsTheNearestNamesFirst) {
  const std::vector<std::string> names{"thunder", "train", "rain", "wind"};
  EXPECT_EQ(suggestion("Rian", names), "did you mean rain or train?");
  EXPECT_EQ(suggestion("thund", names), "did you mean thunder?");
}

TEST(Spelling, ListsNamesWhereNoneIsNear) {
  const std::vector<std::string> names{"rain", "wind", "sea"};
  EXPECT_EQ(suggestion("percussion", names), "there are rain, wind and sea");
  EXPECT_EQ(suggestion("rain", {}), "there are none");
}

}  // namespace
}  // namespace aeolian
