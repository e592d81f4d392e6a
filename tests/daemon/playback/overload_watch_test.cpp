// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/overload_watch.h"

#include <gtest/gtest.h>

#include <vector>

namespace aeolian::daemon {
namespace {

class OverloadWatchTest : public testing::Test {
 protected:
  Parameters parameters_;
  std::vector<ControlEvent> sent_;
  const Parameters::Source source_ = parameters_.add_source("overload", [this](const ControlEvent& event) {
    sent_.push_back(event);
    return true;
  });
  OverloadWatch watch_{parameters_, source_};
};

TEST_F(OverloadWatchTest, TakesTheRefinementOffWhileLessIsWantedAndGivesItBack) {
  watch_.look({.level = 3}, true);
  EXPECT_TRUE(sent_.empty());
  watch_.look({.level = 4, .wants_less = true}, true);
  watch_.look({.level = 5, .wants_less = true}, true);
  ASSERT_EQ(sent_.size(), 1u) << "sent as an event, so that the control log contains it";
  EXPECT_EQ(sent_[0].parameter, ParameterId::refinement);
  EXPECT_EQ(sent_[0].number, 0.f);
  watch_.look({.level = 3}, true);
  ASSERT_EQ(sent_.size(), 2u);
  EXPECT_EQ(sent_[1].number, 1.f);
  watch_.look({.level = 0}, true);
  EXPECT_EQ(sent_.size(), 2u);
}

TEST_F(OverloadWatchTest, WhatAHandTookOffStaysOff) {
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::refinement, 0.));
  sent_.clear();
  watch_.look({.level = 4, .wants_less = true}, true);
  watch_.look({.level = 0}, true);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(OverloadWatchTest, WhatAHandTurnedOnMeanwhileIsNotTakenOffAgain) {
  watch_.look({.level = 4, .wants_less = true}, true);
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::refinement, 1.));
  sent_.clear();
  watch_.look({.level = 4, .wants_less = true}, true);
  watch_.look({.level = 0}, true);
  EXPECT_TRUE(sent_.empty());
}

TEST_F(OverloadWatchTest, WhatHasNoRefinementIsLeftAlone) {
  watch_.look({.level = 4, .wants_less = true}, false);
  EXPECT_TRUE(sent_.empty());
}

}  // namespace
}  // namespace aeolian::daemon
