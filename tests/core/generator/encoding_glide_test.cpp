// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/encoding_glide.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

using Values = std::vector<float>;

Values now(const EncodingGlide& glide) {
  return {glide.values().begin(), glide.values().end()};
}

float length(const EncodingGlide& glide) {
  float sum = 0.f;
  for (const float value : glide.values()) sum += value * value;
  return std::sqrt(sum);
}

TEST(EncodingGlide, BeginsWithTheNullCode) {
  EncodingGlide glide(3);
  glide.next();
  EXPECT_EQ(now(glide), (Values{0, 0, 0}));
}

TEST(EncodingGlide, GoesAlongTheArcAndArrivesExactly) {
  EncodingGlide glide(2);
  glide.set(Values{1, 0});
  glide.go(Values{0, 1}, 3);
  glide.next();
  EXPECT_NEAR(glide.values()[0], std::sqrt(0.75), 1e-6);
  EXPECT_NEAR(glide.values()[1], 0.5, 1e-6);
  glide.next();
  glide.next();
  EXPECT_EQ(now(glide), (Values{0, 1}));
  glide.next();
  EXPECT_EQ(now(glide), (Values{0, 1})) << "and stays";
}

TEST(EncodingGlide, ArrivesInOneStepWhereNoneIsGiven) {
  EncodingGlide glide(2);
  glide.go(Values{0, 1}, 0);
  glide.next();
  EXPECT_EQ(now(glide), (Values{0, 1}));
}

TEST(EncodingGlide, ToAndFromTheNullCodeItGoesStraight) {
  EncodingGlide glide(2);
  glide.go(Values{0, 1}, 2);
  glide.next();
  EXPECT_EQ(now(glide), (Values{0, 0.5f}));
  glide.next();
  glide.go({}, 4);
  glide.next();
  EXPECT_EQ(now(glide), (Values{0, 0.75f}));
}

TEST(EncodingGlide, AGlideThatIsCutShortGoesOnFromWhereItIs) {
  EncodingGlide glide(2);
  glide.go(Values{0, 1}, 2);
  glide.next();  // halfway from the null code
  glide.go(Values{1, 0}, 100);
  glide.next();
  EXPECT_NEAR(length(glide), 0.505f, 1e-4f) << "no jump in length";
  EXPECT_NEAR(glide.values()[1], 0.505f, 1e-3f);
}

TEST(EncodingGlide, OppositeCodesAreJoinedThroughAThird) {
  for (const std::size_t size : {1u, 2u, 16u}) {
    Values from(size, 0.f), to(size, 0.f);
    from[0] = 1.f;
    to[0] = -1.f;
    EncodingGlide glide(size);
    glide.set(from);
    glide.go(to, 10);
    for (int i = 0; i < 10; ++i) {
      glide.next();
      if (size > 1) {
        EXPECT_NEAR(length(glide), 1.f, 1e-3f);
      }
    }
    EXPECT_EQ(now(glide), to);
  }
}

TEST(EncodingGlide, CodesOfAnotherLengthAreFilledUpOrCut) {
  EncodingGlide glide(2);
  glide.set(Values{1});
  EXPECT_EQ(now(glide), (Values{1, 0}));
  glide.set(Values{1, 2, 3});
  EXPECT_EQ(now(glide), (Values{1, 2}));
}

/** The steps at which the encoding turned. */
std::vector<int> turns(EncodingGlide& glide, int steps) {
  std::vector<int> turned;
  for (int step = 1; step <= steps; ++step) {
    glide.next();
    if (glide.has_turned()) turned.push_back(step);
  }
  return turned;
}

TEST(EncodingGlide, HasTurnedAgainWithEveryEighthOfACircle) {
  EncodingGlide glide(2);
  glide.set(Values{1, 0});
  EXPECT_TRUE(turns(glide, 3).empty()) << "it already points to the set encoding";
  glide.go(Values{0, 1}, 90);
  EXPECT_EQ(turns(glide, 90), (std::vector{45, 90}));
  glide.go(Values{0, 0.5f}, 10);
  EXPECT_TRUE(turns(glide, 10).empty()) << "weaker, but in the same direction";
}

TEST(EncodingGlide, ToAndFromTheNullCodeIsATurn) {
  EncodingGlide glide(2);
  EXPECT_TRUE(turns(glide, 3).empty());
  for (int time = 0; time < 2; ++time) {
    glide.go(Values{0, 1}, 5);
    EXPECT_EQ(turns(glide, 10), std::vector{1});
    glide.go({}, 5);
    EXPECT_EQ(turns(glide, 10), std::vector{5}) << "where its length has fallen to 0";
  }
}

TEST(EncodingGlide, AllocatesNothing) {
  for (const std::size_t size : {1u, 16u}) {
    EncodingGlide glide(size);
    Values code(size, 0.f), opposite(size, 0.f);
    code[0] = 1.f;
    opposite[0] = -1.f;
    const auto before = allocations();
    for (int i = 0; i < 100; ++i) {
      glide.go(i % 20 < 10 ? code : opposite, 10);
      for (int n = 0; n < 7; ++n) glide.next();
    }
    EXPECT_EQ(allocations(), before);
  }
}

}  // namespace
}  // namespace aeolian
