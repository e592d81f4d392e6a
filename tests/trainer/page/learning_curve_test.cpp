// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/page/learning_curve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace aeolian {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/** A description whose trunk had these held-out losses, a minute apart. */
ModelDescription learned(const std::vector<double>& held_out) {
  ModelDescription d;
  for (std::size_t i = 0; i < held_out.size(); ++i) {
    const double seconds = 60. * static_cast<double>(i + 1);
    d.provenance.curve.push_back(
        {"trunk", static_cast<std::int64_t>(i), seconds, held_out[i] - 1, held_out[i]});
  }
  return d;
}

TEST(LearningCurves, SayWhatTheyShow) {
  EXPECT_THAT(learning_curves(learned({9, 7, 5, 3, 1})),
              AllOf(HasSubstr("<h3>trunk</h3>"), HasSubstr("is 1 at its best, after 5.0 minutes"),
                    HasSubstr("learning longer would help."), HasSubstr("<svg")));
  EXPECT_THAT(learning_curves(learned({9, 2, 1.1, 1, 1})), HasSubstr("would help little"));
  EXPECT_THAT(learning_curves(learned({9, 2, 1, 4, 6})), HasSubstr("more sound would"));
  EXPECT_THAT(learning_curves(learned({1, 2, 3, 4, 6})), HasSubstr("best at the beginning"));
}

TEST(LearningCurves, HaveAPlotForEachStage) {
  auto d = learned({9, 7, 5});
  for (int i = 4; i < 7; ++i) d.provenance.curve.push_back({"second", i, 60. * i, 2, 10. - i});
  EXPECT_THAT(learning_curves(d), AllOf(HasSubstr("<h3>trunk</h3>"), HasSubstr("<h3>second</h3>")));
}

TEST(LearningCurves, AreLeftOutWhereNothingIsKnown) {
  EXPECT_EQ(learning_curves(ModelDescription()), "");
  EXPECT_EQ(learning_curves(learned({3, 2})), "") << "two points tell nothing";
}

}  // namespace
}  // namespace aeolian
