// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/page/learning_curve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace aeolian::trainer {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Curve = std::vector<Provenance::CurvePoint>;

/** The curve of a trunk with these held-out losses, a minute apart. */
Curve trunk(const std::vector<double>& held_out) {
  Curve curve;
  for (std::size_t i = 0; i < held_out.size(); ++i) {
    const double seconds = 60. * static_cast<double>(i + 1);
    curve.push_back({"trunk", static_cast<std::int64_t>(i), seconds, held_out[i] - 1, held_out[i]});
  }
  return curve;
}

std::string page_of(const Curve& curve) {
  return learning_curves("How <it> learned", curve);
}

TEST(LearningCurves, SayWhatTheyShow) {
  EXPECT_THAT(page_of(trunk({9, 7, 5, 3, 1})),
              AllOf(HasSubstr("<h3>trunk</h3>"), HasSubstr("is 1, after 5.0 minutes"),
                    HasSubstr("longer training would help."), HasSubstr("<svg")));
  EXPECT_THAT(page_of(trunk({9, 2, 1.1, 1, 1})), HasSubstr("would help little"));
  EXPECT_THAT(page_of(trunk({9, 2, 1, 4, 6})), HasSubstr("more sound would"));
  EXPECT_THAT(page_of(trunk({1, 2, 3, 4, 6})), HasSubstr("lowest at the beginning"));
}

TEST(LearningCurves, HaveAPlotForEachStage) {
  auto curve = trunk({9, 7, 5});
  for (int i = 4; i < 7; ++i) curve.push_back({"second", i, 60. * i, 2, 10. - i});
  EXPECT_THAT(page_of(curve), AllOf(HasSubstr("<h2>How &lt;it&gt; learned</h2>"), HasSubstr("<h3>trunk</h3>"),
                                    HasSubstr("<h3>second</h3>")));
}

TEST(LearningCurves, AreLeftOutWhereNothingIsKnown) {
  EXPECT_EQ(page_of({}), "");
  EXPECT_EQ(page_of(trunk({3, 2})), "") << "two points tell nothing";
}

}  // namespace
}  // namespace aeolian::trainer
