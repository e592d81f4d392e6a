#include "core/control/parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace aeolian {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

EncodingBank two_encodings() {
  const std::vector<float> vectors{1.f, 0.f, 0.f, 2.f};
  return EncodingBank::create({"wind", "sea"}, vectors, 2).value();
}

class ParametersTest : public testing::Test {
 protected:
  Parameters::Source add_source() {
    return parameters_.add_source("test", [this](const ControlEvent& event) {
      if (full_) return false;
      sent_.push_back(event);
      return true;
    });
  }

  Parameters parameters_{two_encodings()};
  std::vector<ControlEvent> sent_;
  bool full_ = false;
  Parameters::Source source_ = add_source();
};

TEST(ParameterSpecs, StandInTheOrderOfTheirIdsWithPathsAndNamesOfTheirOwn) {
  std::set<std::string_view> paths, names;
  for (std::size_t i = 0; i < parameter_specs().size(); ++i) {
    const auto& spec = parameter_specs()[i];
    EXPECT_EQ(static_cast<std::size_t>(spec.id), i);
    EXPECT_TRUE(paths.insert(spec.path).second) << spec.path;
    EXPECT_TRUE(names.insert(spec.name).second) << spec.name;
    EXPECT_EQ(spec.path, "/" + std::string(spec.name));
    EXPECT_LE(spec.minimum, spec.initial);
    EXPECT_LE(spec.initial, spec.maximum);
    EXPECT_FALSE(spec.description.empty());
    EXPECT_FALSE(spec.takes_effect.empty());
  }
  EXPECT_EQ(parameter_specs().size(), parameter_count);
}

TEST_F(ParametersTest, StartWithTheRegistrysValues) {
  EXPECT_EQ(parameters_.seed(), 0u);
  EXPECT_EQ(parameters_.number(ParameterId::temperature), 1.);
  EXPECT_EQ(parameters_.number(ParameterId::gain), 0.);
  EXPECT_EQ(parameters_.number(ParameterId::mute), 0.);
  EXPECT_TRUE(parameters_.encoding().empty());
}

TEST_F(ParametersTest, SendEachChangeToItsSourcesSinkAndKeepIt) {
  EXPECT_FALSE(parameters_.set_number(source_, ParameterId::temperature, 1.5)->clipped);
  EXPECT_TRUE(parameters_.set_seed(source_, 0xFFFF'FFFF'FFFF'FFFFull).has_value());
  ASSERT_EQ(sent_.size(), 2u);
  EXPECT_EQ(sent_[0].parameter, ParameterId::temperature);
  EXPECT_EQ(sent_[0].number, 1.5f);
  EXPECT_EQ(sent_[1].seed, 0xFFFF'FFFF'FFFF'FFFFull);
  EXPECT_EQ(parameters_.number(ParameterId::temperature), 1.5);
  EXPECT_EQ(parameters_.seed(), 0xFFFF'FFFF'FFFF'FFFFull);
}

TEST_F(ParametersTest, ClipToTheRangeAndSaySo) {
  for (const auto& spec : parameter_specs()) {
    if (spec.type != ParameterType::number) continue;
    const auto above = parameters_.set_number(source_, spec.id, spec.maximum + 1.);
    EXPECT_TRUE(above->clipped);
    EXPECT_EQ(above->value, spec.maximum);
    EXPECT_EQ(sent_.back().number, static_cast<float>(spec.maximum));
    const auto below = parameters_.set_number(source_, spec.id, -1e30);
    EXPECT_TRUE(below->clipped);
    EXPECT_EQ(parameters_.number(spec.id), spec.minimum);
  }
}

TEST_F(ParametersTest, RefuseWhatIsNotFiniteAndChangeNothing) {
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    EXPECT_FALSE(parameters_.set_number(source_, ParameterId::temperature, bad));
    EXPECT_FALSE(parameters_.set_number(source_, ParameterId::mute, bad));
    EXPECT_FALSE(parameters_.set_number(source_, ParameterId::gain, -6., bad));
    EXPECT_FALSE(parameters_.set_encoding(source_, "wind", bad));
    EXPECT_FALSE(parameters_.interpolate_encodings(source_, "wind", "sea", bad));
    const std::vector<float> values{static_cast<float>(bad), 1.f};
    EXPECT_FALSE(parameters_.set_encoding(source_, values));
  }
  EXPECT_TRUE(sent_.empty());
  EXPECT_EQ(parameters_.number(ParameterId::gain), 0.);
  EXPECT_TRUE(parameters_.encoding().empty());
}

TEST_F(ParametersTest, RefuseANumberForWhatIsNotOne) {
  EXPECT_FALSE(parameters_.set_number(source_, ParameterId::seed, 1.));
  EXPECT_FALSE(parameters_.set_number(source_, ParameterId::encoding, 1.));
}

TEST_F(ParametersTest, TakeAnythingButZeroAsMuteOn) {
  EXPECT_FALSE(parameters_.set_number(source_, ParameterId::mute, 17.)->clipped);
  EXPECT_EQ(sent_.back().number, 1.f);
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::mute, 0.));
  EXPECT_EQ(sent_.back().number, 0.f);
}

TEST_F(ParametersTest, GlideAsTheRegistrySaysUnlessTheSenderSaysOtherwise) {
  ASSERT_TRUE(parameters_.set_encoding(source_, "wind"));
  EXPECT_EQ(sent_.back().glide_s, parameter_spec(ParameterId::encoding).glide_s);
  ASSERT_TRUE(parameters_.set_encoding(source_, "wind", 3.));
  EXPECT_EQ(sent_.back().glide_s, 3.f);
  ASSERT_TRUE(parameters_.set_encoding(source_, "wind", -3.));
  EXPECT_EQ(sent_.back().glide_s, 0.f);
  ASSERT_TRUE(parameters_.set_encoding(source_, "wind", 1e9));
  EXPECT_EQ(sent_.back().glide_s, static_cast<float>(longest_glide_s));
}

TEST_F(ParametersTest, SendEncodingsByNameIndexAndValueAsVectorsOfUnitNorm) {
  ASSERT_TRUE(parameters_.set_encoding(source_, "sea"));
  EXPECT_THAT(sent_.back().encoding_values(), ElementsAre(0.f, 1.f));
  EXPECT_EQ(parameters_.encoding_name(), "sea");
  ASSERT_TRUE(parameters_.set_encoding(source_, std::size_t{0}));
  EXPECT_THAT(sent_.back().encoding_values(), ElementsAre(1.f, 0.f));
  EXPECT_EQ(parameters_.encoding_name(), "wind");
  ASSERT_TRUE(parameters_.set_encoding(source_, std::vector<float>{3.f, 4.f}));
  EXPECT_THAT(parameters_.encoding(), ElementsAre(0.6f, 0.8f));
  EXPECT_EQ(parameters_.encoding_name(), "");
}

TEST_F(ParametersTest, InterpolateOnTheUnitSphere) {
  ASSERT_TRUE(parameters_.interpolate_encodings(source_, "wind", "sea", 1. / 3.));
  EXPECT_NEAR(sent_.back().encoding[0], std::cos(M_PI / 6.), 1e-6);
  EXPECT_NEAR(sent_.back().encoding[1], std::sin(M_PI / 6.), 1e-6);
  const auto beyond = parameters_.interpolate_encodings(source_, "wind", "sea", 1.5);
  EXPECT_TRUE(beyond->clipped);
  EXPECT_EQ(beyond->value, 1.);
  EXPECT_NEAR(sent_.back().encoding[1], 1., 1e-6);
}

TEST_F(ParametersTest, TellUnknownNamesFromWrongValues) {
  const auto unknown = parameters_.set_encoding(source_, "desert");
  EXPECT_EQ(unknown.error().kind, Refusal::Kind::unknown_name);
  EXPECT_THAT(unknown.error().message, HasSubstr("wind, sea"));
  EXPECT_EQ(parameters_.interpolate_encodings(source_, "wind", "desert", 0.).error().kind,
            Refusal::Kind::unknown_name);
  EXPECT_EQ(parameters_.set_encoding(source_, std::size_t{2}).error().kind, Refusal::Kind::unknown_name);
  const auto wrong = parameters_.set_encoding(source_, std::vector<float>{1.f, 2.f, 3.f});
  EXPECT_EQ(wrong.error().kind, Refusal::Kind::wrong_value);
  EXPECT_THAT(wrong.error().message, HasSubstr("2 values, not 3"));
  EXPECT_TRUE(sent_.empty());
}

TEST_F(ParametersTest, KeepTheLastValueOfEachParameterWhileTheSinkIsFullAndCountIt) {
  full_ = true;
  for (const double value : {0.1, 0.2, 0.3}) {
    EXPECT_TRUE(parameters_.set_number(source_, ParameterId::temperature, value));
  }
  EXPECT_TRUE(parameters_.set_number(source_, ParameterId::gain, -6.));
  EXPECT_EQ(parameters_.times_full(source_), 4u);
  EXPECT_FALSE(parameters_.retry(source_));
  EXPECT_EQ(parameters_.number(ParameterId::temperature), 0.3);

  full_ = false;
  EXPECT_TRUE(parameters_.retry(source_));
  ASSERT_EQ(sent_.size(), 2u);
  EXPECT_EQ(sent_[0].number, 0.3f);
  EXPECT_EQ(sent_[1].number, -6.f);
  EXPECT_EQ(parameters_.times_full(source_), 4u);
}

TEST_F(ParametersTest, LetNoWaitingValueWinOverANewerOneFromAnotherSource) {
  std::vector<ControlEvent> others;
  const auto other = parameters_.add_source("other", [&](const ControlEvent& event) {
    others.push_back(event);
    return true;
  });
  full_ = true;
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::temperature, 0.5));
  ASSERT_TRUE(parameters_.set_number(other, ParameterId::temperature, 1.5));
  full_ = false;
  EXPECT_TRUE(parameters_.retry(source_));
  EXPECT_TRUE(sent_.empty());
  EXPECT_EQ(others.size(), 1u);
}

}  // namespace
}  // namespace aeolian
