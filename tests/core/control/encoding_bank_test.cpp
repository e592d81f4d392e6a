#include "core/control/encoding_bank.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace aeolian {
namespace {

using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;

double norm(const Encoding& encoding) {
  double energy = 0.;
  for (const float value : encoding.span()) energy += value * value;
  return std::sqrt(energy);
}

Encoding encoding(std::vector<float> values) {
  return normalised(values).value();
}

TEST(EncodingBank, BringsItsRowsToUnitNormAndFindsThemByName) {
  const std::vector<float> vectors{3.f, 4.f, 0.f, 0.f, 0.f, -7.f};
  const auto bank = EncodingBank::create({"a", "b"}, vectors, 3);
  ASSERT_TRUE(bank);
  EXPECT_EQ(bank->count(), 2u);
  EXPECT_EQ(bank->size(), 3u);
  EXPECT_THAT(bank->at(0).span(), Pointwise(FloatNear(1e-7f), {0.6f, 0.8f, 0.f}));
  EXPECT_EQ(bank->find("b").value(), 1u);
}

TEST(EncodingBank, SaysWhichNamesThereAre) {
  const std::vector<float> vectors{1.f, 1.f};
  EXPECT_THAT(EncodingBank::create({"a", "b"}, vectors, 1)->find("c").error().message, HasSubstr("a, b"));
  EXPECT_THAT(EncodingBank().find("c").error().message, HasSubstr("no named encodings"));
}

TEST(EncodingBank, RefusesWhatHasNoDirectionOrNoName) {
  const std::vector<float> good{1.f, 0.f};
  const std::vector<float> zero{0.f, 0.f};
  const std::vector<float> not_finite{std::numeric_limits<float>::infinity(), 0.f};
  EXPECT_FALSE(EncodingBank::create({"a"}, zero, 2));
  EXPECT_FALSE(EncodingBank::create({"a"}, not_finite, 2));
  EXPECT_FALSE(EncodingBank::create({""}, good, 2));
  EXPECT_FALSE(EncodingBank::create({"a", "a"}, good, 1));
  EXPECT_FALSE(EncodingBank::create({"a"}, good, 3));
  const std::vector<float> long_one(max_encoding_size + 1, 1.f);
  EXPECT_FALSE(EncodingBank::create({"a"}, long_one, long_one.size()));
}

TEST(Normalised, KeepsTheDirectionOfVeryLargeAndVerySmallValues) {
  for (const float scale : {1e-30f, 1.f, 1e38f}) {
    EXPECT_THAT(encoding({0.6f * scale, 0.8f * scale}).span(), Pointwise(FloatNear(1e-6f), {0.6f, 0.8f}));
  }
}

TEST(Slerp, MovesEvenlyAlongTheGreatCircle) {
  const auto from = encoding({1.f, 0.f, 0.f});
  const auto to = encoding({-0.5f, std::sqrt(0.75f), 0.f});  // 120 degrees away
  for (const double position : {0., 0.1, 0.25, 0.5, 0.9, 1.}) {
    const auto between = slerp(from, to, position);
    EXPECT_NEAR(norm(between), 1., 1e-6);
    const double angle = std::atan2(between.values[1], between.values[0]);
    EXPECT_NEAR(angle, position * 2. * M_PI / 3., 1e-6);
  }
}

TEST(Slerp, IsStillBetweenEqualAndNearlyEqualEncodings) {
  const auto a = encoding({0.3f, 0.4f, 0.5f});
  EXPECT_THAT(slerp(a, a, 0.3).span(), Pointwise(FloatNear(1e-6f), a.span()));
  const auto b = encoding({0.3f, 0.4f, 0.500001f});
  EXPECT_NEAR(norm(slerp(a, b, 0.5)), 1., 1e-6);
}

TEST(Slerp, GoesTheWholeWayBetweenOppositesOnTheSphere) {
  const auto a = encoding({1.f, 2.f, 3.f});
  const auto b = encoding({-1.f, -2.f, -3.f});
  Encoding last = a;
  for (int i = 1; i <= 100; ++i) {
    const auto next = slerp(a, b, i / 100.);
    EXPECT_NEAR(norm(next), 1., 1e-6);
    double cosine = 0.;
    for (std::size_t k = 0; k < 3; ++k) cosine += last.values[k] * next.values[k];
    EXPECT_NEAR(std::acos(std::min(1., cosine)), M_PI / 100., 1e-3) << i;
    last = next;
  }
  EXPECT_THAT(last.span(), Pointwise(FloatNear(1e-6f), b.span()));
}

}  // namespace
}  // namespace aeolian
