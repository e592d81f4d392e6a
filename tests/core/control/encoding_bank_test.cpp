// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/encoding_bank.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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

TEST(Cosine, IsOfTheAngleWhateverTheLengths) {
  const std::vector<float> a = {2, 0}, b = {0.5f, 0.5f}, opposite = {-1, 0}, null_code = {0, 0};
  EXPECT_FLOAT_EQ(cosine(a, a), 1.f);
  EXPECT_FLOAT_EQ(cosine(a, b), std::sqrt(0.5f));
  EXPECT_FLOAT_EQ(cosine(a, opposite), -1.f);
  EXPECT_EQ(cosine(a, null_code), 0.f);
  EXPECT_EQ(cosine(null_code, null_code), 0.f);
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

TEST(Mean, IsOfUnitNorm) {
  const std::vector<Encoding> encodings{encoding({1.f, 0.f}), encoding({0.f, 1.f})};
  EXPECT_THAT(mean(encodings)->span(), Pointwise(FloatNear(1e-6f), {0.70710678f, 0.70710678f}));
}

TEST(Mean, RefusesWhatVanishes) {
  const std::vector<Encoding> cancelling{encoding({1.f, 2.f}), encoding({-1.f, -2.f})};
  EXPECT_THAT(mean(cancelling).error().message, HasSubstr("cancel each other out"));
  EXPECT_FALSE(mean({}));
}

TEST(MorphOf, TheTwoLargestWeightsTakePartInTheirProportion) {
  const NamedEncoding a{encoding({1.f, 0.f}), "a"}, b{encoding({0.f, 1.f}), "b"},
      c{encoding({-1.f, 0.f}), "c"};
  const auto of = [](std::vector<EncodingShare> shares) { return morph_of(shares).value(); };
  const auto three = of({{a, 1.}, {b, 3.}, {c, 2.}});
  EXPECT_EQ(three.from.name, "b");
  EXPECT_EQ(three.to.name, "c");
  EXPECT_NEAR(three.weight, .4, 1e-12);
  const auto equal = of({{a, 1e300}, {b, 1e300}, {c, 1e300}});
  EXPECT_EQ(equal.from.name + equal.to.name, "ab") << "the first ones win";
  EXPECT_NEAR(equal.weight, .5, 1e-12);
  const auto twice = of({{a, 1.}, {b, 3.}, {a, 5.}});
  EXPECT_EQ(twice.from.name, "a") << "weights of equal encodings add up";
  EXPECT_NEAR(twice.weight, 1. / 3., 1e-12);
  EXPECT_EQ(of({{a, 0.}, {b, 2.}}).only()->name, "b");
  EXPECT_FALSE(morph_of(std::vector<EncodingShare>{{a, 0.}, {b, 0.}}));
  EXPECT_FALSE(morph_of({}));
}

TEST(PointOf, LiesOnTheGreatCircleAndBesideTheNullCodeAtTheHeavier) {
  const NamedEncoding a{encoding({1.f, 0.f}), "a"}, b{encoding({0.f, 1.f}), "b"};
  EXPECT_THAT(point_of({a, b, 0.5}).span(), Pointwise(FloatNear(1e-6f), {0.70710678f, 0.70710678f}));
  EXPECT_THAT(point_of({a, b, 1.}).span(), Pointwise(FloatNear(0.f), b.encoding.span()));
  EXPECT_EQ(point_of({{}, b, 0.4}).size, 0u);
  EXPECT_EQ(point_of({{}, b, 0.6}).size, 2u);
}

EncodingBank cloud() {
  std::vector<std::string> names;
  std::vector<float> vectors;
  for (int i = 0; i < 12; ++i) {
    names.push_back("n" + std::to_string(i));
    for (int k = 0; k < 5; ++k) vectors.push_back(std::sin(1.f + 3.f * static_cast<float>(i * 5 + k)));
  }
  return EncodingBank::create(names, vectors, 5).value();
}

TEST(EncodingMap, LiesWithinItsMarginsAndFillsThem) {
  const auto bank = cloud();
  ASSERT_EQ(bank.places().size(), bank.count());
  for (const auto axis : {&Place::x, &Place::y}) {
    const auto [lowest, highest] = std::ranges::minmax(bank.places(), {}, axis);
    EXPECT_NEAR(lowest.*axis, 0.1, 1e-12);
    EXPECT_NEAR(highest.*axis, 0.9, 1e-12);
  }
}

TEST(EncodingMap, KeepsNeighboursTogether) {
  const std::vector<float> vectors{1.f, 0.f, 0.f, 1.f, .1f, 0.f, 0.f, 1.f, 0.f, 0.f, 1.f, .1f, 0.f, 0.f, 1.f};
  const auto bank = EncodingBank::create({"a", "near a", "b", "near b", "c"}, vectors, 3).value();
  const auto distance = [&](std::size_t i, std::size_t k) {
    return std::hypot(bank.places()[i].x - bank.places()[k].x, bank.places()[i].y - bank.places()[k].y);
  };
  for (const std::size_t other : {2, 3, 4}) EXPECT_LT(distance(0, 1), distance(0, other));
  for (const std::size_t other : {0, 1, 4}) EXPECT_LT(distance(2, 3), distance(2, other));
}

TEST(EncodingMap, IsExactAtANamesOwnPlace) {
  const auto bank = cloud();
  for (std::size_t i = 0; i < bank.count(); ++i) {
    const auto place = bank.places()[i];
    // As reached by a fader of 32-bit floats.
    const auto point = bank.at_place({static_cast<float>(place.x), static_cast<float>(place.y)});
    ASSERT_TRUE(point->only());
    EXPECT_EQ(point->only()->name, bank.names()[i]);
    EXPECT_THAT(point->only()->encoding.span(), Pointwise(FloatNear(0.f), bank.at(i).span()));
  }
}

// Only the two nearest encodings take part, so one replaces another where that has no weight.
TEST(EncodingMap, HasNoJumpBetweenTheNames) {
  const auto bank = cloud();
  std::vector<double> last;
  constexpr int places = 50000;
  for (int i = 0; i <= places; ++i) {
    const double x = static_cast<double>(i) / places;
    const auto point = bank.at_place({x, x});
    ASSERT_TRUE(point);
    std::vector<double> shares(bank.count());
    shares[*bank.find(point->from.name)] += 1. - point->weight;
    if (!point->to.name.empty()) shares[*bank.find(point->to.name)] += point->weight;
    for (std::size_t k = 0; i > 0 && k < shares.size(); ++k) ASSERT_NEAR(shares[k], last[k], 0.05) << x;
    last = shares;
  }
}

TEST(EncodingMap, OfFewOrEqualEncodingsHasItsMiddle) {
  EXPECT_FALSE(EncodingBank().at_place({0.5, 0.5}));
  const std::vector<float> one{1.f, 2.f};
  const auto single = EncodingBank::create({"a"}, one, 2).value();
  EXPECT_EQ(single.places()[0], (Place{0.5, 0.5}));
  EXPECT_THAT(point_of(*single.at_place({0., 1.})).span(), Pointwise(FloatNear(1e-6f), single.at(0).span()));
  const std::vector<float> equal{1.f, 2.f, 1.f, 2.f};
  const auto twins = EncodingBank::create({"a", "b"}, equal, 2).value();
  EXPECT_EQ(twins.places()[1], (Place{0.5, 0.5}));
  const std::vector<float> two{1.f, 0.f, 0.f, 1.f};
  const auto pair = EncodingBank::create({"a", "b"}, two, 2).value();
  EXPECT_NEAR(std::abs(pair.places()[0].x - pair.places()[1].x), 0.8, 1e-9) << "the pair lies across the map";
}

TEST(EncodingMap, LiesAlongTheAxesThatItIsGiven) {
  // These vectors differ most in the second value; the corpus differed most in the third, then the first.
  const std::vector<float> vectors{.1f, .9f, .3f, .2f, -.9f, .2f, .3f, .1f, -.1f};
  const std::vector<float> axes{0.f, 0.f, 1.f, 1.f, 0.f, 0.f};
  const auto own = EncodingBank::create({"a", "b", "c"}, vectors, 3).value();
  const auto told = EncodingBank::create({"a", "b", "c"}, vectors, 3, axes).value();
  const auto order = [](const EncodingBank& bank, double Place::*axis) {
    std::vector<std::string> names(bank.names().begin(), bank.names().end());
    std::ranges::sort(names, {},
                      [&](const std::string& name) { return bank.places()[*bank.find(name)].*axis; });
    return names;
  };
  EXPECT_EQ(order(own, &Place::x), (std::vector<std::string>{"b", "c", "a"}));
  EXPECT_EQ(order(told, &Place::x), (std::vector<std::string>{"c", "b", "a"}));
  EXPECT_EQ(order(told, &Place::y), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(EncodingMap, RefusesAxesOfAnotherSizeOrWithoutNumbers) {
  const std::vector<float> vectors{1.f, 0.f, 0.f, 1.f};
  const std::vector<float> short_axes{1.f, 0.f}, broken_axes{1.f, 0.f, 0.f, std::nanf("")};
  EXPECT_FALSE(EncodingBank::create({"a", "b"}, vectors, 2, short_axes));
  EXPECT_FALSE(EncodingBank::create({"a", "b"}, vectors, 2, broken_axes));
}

TEST(EncodingMap, HasNoHoleBetweenOpposites) {
  const std::vector<float> opposite{1.f, 0.f, -1.f, 0.f};
  const auto bank = EncodingBank::create({"a", "b"}, opposite, 2).value();
  EXPECT_TRUE(bank.at_place({0.5, 0.5}));
}

TEST(EncodingMap, DoesNotDependOnTheOrderOfTheNames) {
  const std::vector<float> forth{1.f, .2f, 0.f, 1.f, .5f, -1.f};
  const std::vector<float> back{.5f, -1.f, 0.f, 1.f, 1.f, .2f};
  const auto a = EncodingBank::create({"a", "b", "c"}, forth, 2).value();
  const auto b = EncodingBank::create({"c", "b", "a"}, back, 2).value();
  for (const char* name : {"a", "b", "c"}) {
    const auto here = a.places()[*a.find(name)], there = b.places()[*b.find(name)];
    EXPECT_NEAR(here.x, there.x, 1e-6);
    EXPECT_NEAR(here.y, there.y, 1e-6);
  }
}

}  // namespace
}  // namespace aeolian
