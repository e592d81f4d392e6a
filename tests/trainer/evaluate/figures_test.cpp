// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/evaluate/figures.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace aeolian::trainer {
namespace {

TEST(Figure, PassesWithinItsTargetAndNotBeyond) {
  Figure figure{1.0, {}, {}, .9, 1.1};
  EXPECT_TRUE(figure.passes());
  figure.value = 1.11;
  EXPECT_FALSE(figure.passes());
  figure.value = .89;
  EXPECT_FALSE(figure.passes());
  figure.at_least.reset();
  EXPECT_TRUE(figure.passes());
}

TEST(Figure, OfTooFewWindowsMeetsNoTarget) {
  Figure figure{.1, {}, {}, {}, .8};
  EXPECT_EQ(figure.verdict(), TargetVerdict::met);
  figure.too_few = true;
  EXPECT_EQ(figure.verdict(), TargetVerdict::too_few);
  EXPECT_EQ(mark_of(figure.verdict()), " (too few windows to tell)");
  EXPECT_EQ(Figure{}.verdict(), TargetVerdict::none);
}

TEST(Figure, ThatAQuotationMeetsIsNoTick) {
  Figure figure{.value = .1, .at_most = .8};
  figure.quoted = true;
  EXPECT_EQ(figure.verdict(), TargetVerdict::quoted);
  EXPECT_EQ(mark_of(figure.verdict()), " (by quoting)");
  figure.value = .9;
  EXPECT_EQ(figure.verdict(), TargetVerdict::missed);
}

TEST(Figure, SaysWhatItCounts) {
  EXPECT_EQ(value_text(measure("rise_db"), {.value = 18.26, .counted = "12 onsets"}), "18.3, of 12 onsets");
}

TEST(Figure, WithoutATargetIsNotJudged) {
  EXPECT_FALSE(Figure{}.judged());
}

TEST(Figure, ThatIsNoNumberDoesNotPass) {
  EXPECT_FALSE((Figure{std::numeric_limits<double>::quiet_NaN(), {}, {}, {}, 1.0}.passes()));
}

TEST(Figure, IsShownWithItsRangeAndTarget) {
  const Measure& flux = measure("flux_ratio");
  const Figure figure{1.125, {.98, 1.21}, 1.0, .9, 1.1};
  EXPECT_EQ(value_text(flux, figure), "1.12 (0.98 to 1.21)");
  EXPECT_EQ(target_text(flux, figure), "0.90 to 1.10");
  EXPECT_EQ(shown(flux, -.001), "0.00");
}

TEST(Measures, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Measure& measure : all_measures()) {
    EXPECT_TRUE(names.insert(measure.name).second) << measure.name;
    EXPECT_TRUE(measure.meaning.ends_with('.') || measure.meaning.ends_with('?')) << measure.name;
  }
}

}  // namespace
}  // namespace aeolian::trainer
