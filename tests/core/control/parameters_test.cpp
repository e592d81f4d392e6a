// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/control/frame_events.h"

namespace aeolian {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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
    std::string name(spec.path.substr(1));
    std::ranges::replace(name, '/', '_');
    EXPECT_EQ(name, spec.name);
    EXPECT_LE(spec.minimum, spec.initial);
    EXPECT_LE(spec.initial, spec.maximum);
    EXPECT_FALSE(spec.description.empty());
    EXPECT_FALSE(spec.takes_effect.empty());
  }
  EXPECT_EQ(parameter_specs().size(), parameter_count);
}

TEST(ParameterSpecs, SayWhichActOnFrames) {
  for (const ParameterSpec& spec : parameter_specs()) {
    if (is_trim(spec.id)) continue;  // voices have only the parameters that act on frames
    EXPECT_EQ(acts_on_frames({.parameter = spec.id}), spec.takes_effect == "at the next hop") << spec.path;
  }
  EXPECT_TRUE(acts_on_frames({.parameter = ParameterId::gain, .voice = 2}));
  EXPECT_FALSE(acts_on_frames({.parameter = ParameterId::gain}));
  EXPECT_TRUE(acts_on_frames({.parameter = ParameterId::encoding, .morph = .5f}));
}

TEST_F(ParametersTest, StartWithTheRegistrysValues) {
  EXPECT_EQ(parameters_.seed(), 1u);
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

TEST_F(ParametersTest, RefuseANumberThatAnotherLeadsAndLeaveItAloneInPresets) {
  const auto clock = parameters_.add_source("clock", [](const ControlEvent&) { return true; });
  const Snapshot preset = parameters_.snapshot();
  parameters_.lead(ParameterId::tempo, clock, "a clock leads");
  EXPECT_TRUE(parameters_.set_number(clock, ParameterId::tempo, 99.));
  const auto refused = parameters_.set_number(source_, ParameterId::tempo, 80.);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ControlError::Kind::busy);
  EXPECT_EQ(refused.error().message, "a clock leads");
  ASSERT_TRUE(parameters_.apply(source_, preset));
  EXPECT_EQ(parameters_.number(ParameterId::tempo), 99.);
  for (const auto& event : sent_) EXPECT_NE(event.parameter, ParameterId::tempo);

  parameters_.lead(ParameterId::tempo, clock, "");
  EXPECT_TRUE(parameters_.set_number(source_, ParameterId::tempo, 80.));
  ASSERT_TRUE(parameters_.apply(source_, preset));
  EXPECT_EQ(parameters_.number(ParameterId::tempo), 120.);
}

TEST_F(ParametersTest, SayWhichChangesWaitForTheBeat) {
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::gain, -6.));
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::freeze, 1.));
  ASSERT_TRUE(parameters_.set_seed(source_, 3));
  ASSERT_TRUE(parameters_.interpolate_encodings(source_, "wind", "sea", 0.5));
  std::vector<bool> waits;
  for (const auto& event : sent_) waits.push_back(event.waits_for_beat);
  EXPECT_THAT(waits, ElementsAre(false, true, true, true));
  sent_.clear();
  ASSERT_TRUE(parameters_.panic(source_));
  for (const auto& event : sent_) EXPECT_FALSE(event.waits_for_beat) << "a panic waits for nothing";
  sent_.clear();
  ASSERT_TRUE(parameters_.apply(source_, parameters_.snapshot()));
  for (const auto& event : sent_) EXPECT_TRUE(event.waits_for_beat) << "everything in a preset does";
  for (const auto& event : parameters_.events())
    EXPECT_FALSE(event.waits_for_beat) << "a new source starts with these values";
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

TEST_F(ParametersTest, MorphBetweenTwoEncodings) {
  ASSERT_TRUE(parameters_.interpolate_encodings(source_, "wind", "sea", .25, 2.));
  EXPECT_THAT(sent_.back().encoding_values(), ElementsAre(1.f, 0.f));
  EXPECT_THAT(sent_.back().morph_to_values(), ElementsAre(0.f, 1.f));
  EXPECT_EQ(sent_.back().morph, .25f);
  EXPECT_EQ(sent_.back().glide_s, 2.f);
  EXPECT_EQ(parameters_.encoding_name(), "");
  EXPECT_NEAR(parameters_.encoding()[1], std::sin(M_PI / 8.), 1e-6)
      << "the same fraction of the great circle";
  const auto beyond = parameters_.interpolate_encodings(source_, "wind", "sea", 1.5);
  EXPECT_TRUE(beyond->clipped);
  EXPECT_EQ(beyond->value, 1.);
  EXPECT_THAT(sent_.back().encoding_values(), ElementsAre(0.f, 1.f));
  EXPECT_EQ(sent_.back().morph, 0.f) << "at either end it is a single encoding";
  EXPECT_THAT(sent_.back().morph_to_values(), IsEmpty());
  EXPECT_EQ(parameters_.encoding_name(), "sea");
}

TEST_F(ParametersTest, GiveAMorphByItsNamesWhichCanBeSentBack) {
  using Values = std::vector<ControlValue>;
  const std::string wind = "wind", sea = "sea", none;
  const Values morph{wind, sea, .25};
  EXPECT_EQ(parameters_.value_by_path("/encoding/interpolate"), (Values{none, none, 0.}));
  for (const char* path : {"/encoding", "/encoding/interpolate"}) {
    ASSERT_TRUE(parameters_.set_by_path(source_, path, morph)) << path;
    EXPECT_EQ(parameters_.value_by_path("/encoding"), morph);
    EXPECT_EQ(parameters_.value_by_path("/encoding/interpolate"), morph);
    EXPECT_EQ(parameters_.value_by_path("/encoding/set"), Values{none});
    ASSERT_TRUE(parameters_.set_by_path(source_, "/encoding/interpolate", Values{none, none, 0.}));
    EXPECT_EQ(parameters_.morph().weight, .25) << "an empty name changes nothing";
    ASSERT_TRUE(parameters_.set_by_path(source_, "/encoding/interpolate", Values{wind, sea, 1.}));
    EXPECT_EQ(parameters_.value_by_path("/encoding"), Values{sea});
    EXPECT_EQ(parameters_.value_by_path("/encoding/interpolate"), (Values{wind, sea, 1.}))
        << "the pair stays";
    ASSERT_TRUE(parameters_.set_by_path(source_, "/encoding/set", Values{wind}));
    EXPECT_EQ(parameters_.value_by_path("/encoding/interpolate"), (Values{wind, wind, 0.}));
  }
}

TEST_F(ParametersTest, TellUnknownNamesFromWrongValues) {
  const auto unknown = parameters_.set_encoding(source_, "desert");
  EXPECT_EQ(unknown.error().kind, ControlError::Kind::unknown_name);
  EXPECT_THAT(unknown.error().message, HasSubstr("wind, sea"));
  EXPECT_EQ(parameters_.interpolate_encodings(source_, "wind", "desert", 0.).error().kind,
            ControlError::Kind::unknown_name);
  EXPECT_EQ(parameters_.set_encoding(source_, std::size_t{2}).error().kind, ControlError::Kind::unknown_name);
  const auto wrong = parameters_.set_encoding(source_, std::vector<float>{1.f, 2.f, 3.f});
  EXPECT_EQ(wrong.error().kind, ControlError::Kind::wrong_value);
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

/** Values that the path accepts, in the form in which it returns them. */
std::vector<ControlValue> some_value(const ParameterSpec& spec) {
  switch (spec.type) {
    case ParameterType::whole:
      return {std::string("18446744073709551615")};
    case ParameterType::number:
      return {spec.integral ? spec.minimum + 1. : spec.minimum + 0.75 * (spec.maximum - spec.minimum)};
    case ParameterType::toggle:
      return {spec.initial == 0.};
    case ParameterType::encoding:
      return {std::string("sea")};
  }
  return {};
}

TEST_F(ParametersTest, SetAndGiveEveryParameterByItsPath) {
  for (const auto& spec : parameter_specs()) {
    const auto values = some_value(spec);
    const auto taken = parameters_.set_by_path(source_, spec.path, values);
    ASSERT_TRUE(taken) << spec.path;
    EXPECT_FALSE(taken->clipped);
    EXPECT_EQ(sent_.back().parameter, spec.id);
    EXPECT_EQ(parameters_.value_by_path(spec.path), values) << spec.path;
  }
  EXPECT_EQ(sent_.size(), parameter_count);
}

TEST_F(ParametersTest, RefuseForEveryParameterWhatItsPathDoesNotTake) {
  const std::vector<std::vector<ControlValue>> never{
      {std::nan("")}, {1.f, 1.f, 1.f}, {std::string("x"), std::string("y")}};
  for (const auto& spec : parameter_specs()) {
    for (const auto& values : never) {
      const auto taken = parameters_.set_by_path(source_, spec.path, values);
      ASSERT_FALSE(taken) << spec.path;
      EXPECT_EQ(taken.error().kind, ControlError::Kind::wrong_value);
      EXPECT_FALSE(taken.error().message.empty());
    }
    const bool plays = spec.id == ParameterId::play;
    EXPECT_TRUE(plays || !parameters_.set_by_path(source_, spec.path, {})) << spec.path;
  }
  EXPECT_TRUE(sent_.empty());
}

TEST_F(ParametersTest, KnowNoOtherPaths) {
  const std::vector<ControlValue> one{1.f};
  for (const char* path :
       {"", "/", "gain", "/gain/", "/volume", "/encoding/dim", "/encoding/dim/", "/encoding/dim/-1"}) {
    EXPECT_EQ(parameters_.set_by_path(source_, path, one).error().kind, ControlError::Kind::unknown_name)
        << path;
    EXPECT_FALSE(parameters_.value_by_path(path)) << path;
  }
}

TEST_F(ParametersTest, BlendSeveralEncodingsByTheirWeights) {
  const std::vector<Parameters::Share> shares{{"wind", 30.}, {"sea", 40.}};
  ASSERT_TRUE(parameters_.blend_encodings(source_, shares, 2.));
  EXPECT_THAT(sent_.back().encoding_values(), ElementsAre(0.f, 1.f))
      << "the one with the larger weight leads";
  EXPECT_NEAR(sent_.back().morph, 3. / 7., 1e-6);
  EXPECT_EQ(sent_.back().glide_s, 2.f);
  for (const double bad : {-1., std::nan(""), std::numeric_limits<double>::infinity()}) {
    const std::vector<Parameters::Share> wrong{{"wind", 1.}, {"sea", bad}};
    EXPECT_EQ(parameters_.blend_encodings(source_, wrong).error().kind, ControlError::Kind::wrong_value);
  }
  const std::vector<Parameters::Share> weightless{{"wind", 0.}, {"sea", 0.}};
  EXPECT_FALSE(parameters_.blend_encodings(source_, weightless));
  EXPECT_FALSE(parameters_.blend_encodings(source_, {}));
  EXPECT_EQ(sent_.size(), 1u);
}

TEST_F(ParametersTest, MoveOnTheMapAndClipToItsEdge) {
  const auto place = parameters_.encodings()->places()[1];
  ASSERT_TRUE(parameters_.set_encoding_place(source_, place.x, place.y));
  EXPECT_EQ(parameters_.encoding_name(), "sea");
  const auto beyond = parameters_.set_encoding_place(source_, 2., 0.5);
  EXPECT_TRUE(beyond->clipped);
  EXPECT_EQ(beyond->answer, (std::vector<ControlValue>{1., 0.5}));
  EXPECT_FALSE(parameters_.set_encoding_place(source_, std::nan(""), 0.5));
}

TEST_F(ParametersTest, LetGoOfTheEncoding) {
  ASSERT_TRUE(parameters_.set_encoding(source_, "sea"));
  ASSERT_TRUE(parameters_.set_by_path(source_, "/encoding/wander", std::vector<ControlValue>{2.}));
  EXPECT_EQ(parameters_.encoding_name(), "");
  EXPECT_THAT(parameters_.encoding(), IsEmpty());
  EXPECT_EQ(sent_.back().parameter, ParameterId::encoding);
  EXPECT_THAT(sent_.back().encoding_values(), IsEmpty());
  EXPECT_EQ(sent_.back().glide_s, 2.f);
  EXPECT_FALSE(parameters_.release_encoding(source_, std::nan("")));
}

TEST_F(ParametersTest, DrawAveragesBySeedOthersEachTime) {
  std::vector<std::string> names;
  std::vector<float> vectors(32 * 32, 0.f);
  for (std::size_t i = 0; i < 32; ++i) {
    names.push_back(std::to_string(i));
    vectors[i * 33] = 1.f;
  }
  parameters_.replace_encodings(EncodingBank::create(names, vectors, 32).value());
  const auto draw = [this](double count) {
    EXPECT_TRUE(parameters_.average_encodings(source_, count));
    return parameters_.encoding();
  };
  ASSERT_TRUE(parameters_.set_seed(source_, 5));
  const auto first = draw(3), second = draw(3);
  EXPECT_EQ(std::ranges::count_if(first, [](float value) { return value != 0.f; }), 3);
  for (const float value : first) {
    EXPECT_TRUE(value == 0.f || std::abs(value - std::sqrt(1. / 3.)) < 1e-6) << value;
  }
  EXPECT_NE(first, second);
  ASSERT_TRUE(parameters_.set_seed(source_, 5));
  EXPECT_EQ(draw(3), first) << "the same seed repeats the performance";
  EXPECT_TRUE(parameters_.average_encodings(source_, 1000.)->clipped);
  EXPECT_EQ(parameters_.average_encodings(source_, 0.)->value, 1.);
  EXPECT_FALSE(parameters_.encoding_name().empty());
}

TEST_F(ParametersTest, TurnFadersIntoADirectionWhateverTheOrder) {
  const auto set = [this](std::size_t dimension, double value) {
    return parameters_.set_encoding_fader(source_, dimension, value);
  };
  ASSERT_TRUE(set(0, 0.3));
  ASSERT_TRUE(set(1, -0.4));
  EXPECT_NEAR(parameters_.encoding()[0], 0.6, 1e-6);
  EXPECT_NEAR(parameters_.encoding()[1], -0.8, 1e-6);
  EXPECT_EQ(parameters_.encoding_fader(0), 0.3) << "a fader stays where it was put";
  ASSERT_TRUE(set(1, 1.));
  ASSERT_TRUE(set(1, -0.4));
  EXPECT_NEAR(parameters_.encoding()[0], 0.6, 1e-6) << "moving there and back returns to the same place";
  EXPECT_TRUE(set(1, 3.)->clipped);
  ASSERT_TRUE(set(0, 0.));
  EXPECT_FALSE(set(1, 0.)) << "no direction";
  EXPECT_EQ(parameters_.encoding_fader(1), 1.);
  EXPECT_EQ(set(2, 0.5).error().kind, ControlError::Kind::unknown_name);
  ASSERT_TRUE(parameters_.set_encoding(source_, "wind"));
  EXPECT_EQ(parameters_.encoding_fader(0), 1.) << "faders follow what others set";
}

TEST_F(ParametersTest, PanicFadesFastAndBeginsAnew) {
  ASSERT_TRUE(parameters_.set_seed(source_, 9));
  sent_.clear();
  ASSERT_TRUE(parameters_.panic(source_));
  ASSERT_EQ(sent_.size(), 2u);
  EXPECT_EQ(sent_[0].parameter, ParameterId::play);
  EXPECT_EQ(sent_[0].number, 0.f);
  EXPECT_EQ(sent_[0].glide_s, 0.05f);
  EXPECT_EQ(sent_[1].parameter, ParameterId::seed);
  EXPECT_EQ(sent_[1].seed, 9u);
  ASSERT_TRUE(parameters_.set_by_path(source_, "/play", {}));
  EXPECT_EQ(parameters_.number(ParameterId::play), 1.);
}

TEST_F(ParametersTest, TellListenersWhatChangedAndThroughWhom) {
  std::vector<std::pair<ParameterId, Parameters::Source>> heard;
  {
    const auto listening = parameters_.add_listener([&](ParameterId id, Parameters::Route from) {
      heard.emplace_back(id, from.source);
      parameters_.number(id);  // would deadlock if a lock were held
    });
    for (const auto& spec : parameter_specs()) {
      heard.clear();
      ASSERT_TRUE(parameters_.set_by_path(source_, spec.path, some_value(spec)));
      EXPECT_EQ(heard, (std::vector{std::pair{spec.id, source_}}));
    }
    heard.clear();
    ASSERT_TRUE(parameters_.apply(source_, parameters_.snapshot()));
    EXPECT_EQ(heard.size(), parameter_count);
    heard.clear();
    EXPECT_FALSE(parameters_.set_encoding(source_, "desert"));
    EXPECT_TRUE(heard.empty()) << "nothing has changed";
    parameters_.replace_encodings({});
    EXPECT_EQ(heard, (std::vector{std::pair{ParameterId::encoding, Parameters::nobody}}));
  }
  heard.clear();
  ASSERT_TRUE(parameters_.set_seed(source_, 1));
  EXPECT_TRUE(heard.empty());
}

TEST_F(ParametersTest, TellListenersOnceThePointOnTheMapIsThatOfTheChange) {
  Place seen;
  const auto listening =
      parameters_.add_listener([&](ParameterId, Parameters::Route) { seen = parameters_.encoding_place(); });
  for (const Place place : {Place{0.3, 0.6}, Place{0.8, 0.1}}) {
    ASSERT_TRUE(parameters_.set_encoding_place(source_, place.x, place.y));
    EXPECT_EQ(seen, place);
  }
}

TEST_F(ParametersTest, LetAListenerChangeAnotherParameter) {
  const auto listening = parameters_.add_listener([&](ParameterId id, Parameters::Route) {
    if (id != ParameterId::gain) return;
    EXPECT_TRUE(parameters_.set_number(source_, ParameterId::mute, 1.));
  });
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::gain, -6.));
  EXPECT_EQ(parameters_.number(ParameterId::mute), 1.);
}

TEST_F(ParametersTest, SendEventsWithTheTimingOfTheirSource) {
  const auto other = add_source();
  parameters_.set_timing(source_, {.step = 7, .arrived = 1000});
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::gain, -6.));
  EXPECT_EQ(sent_.back().step, 7u);
  EXPECT_EQ(sent_.back().arrived, 1000);
  ASSERT_TRUE(parameters_.set_number(other, ParameterId::gain, -7.));
  EXPECT_EQ(sent_.back().step, 0u);
  EXPECT_EQ(sent_.back().arrived, 0);
}

TEST_F(ParametersTest, ComeBackFromTheirSnapshot) {
  const auto before = parameters_.snapshot();
  for (const auto& spec : parameter_specs()) {
    ASSERT_TRUE(parameters_.set_by_path(source_, spec.path, some_value(spec)));
  }
  const auto changed = parameters_.snapshot();
  ASSERT_TRUE(parameters_.apply(source_, before));
  for (const auto& spec : parameter_specs())
    EXPECT_NE(parameters_.value_by_path(spec.path), some_value(spec));
  ASSERT_TRUE(parameters_.apply(source_, changed));
  for (const auto& spec : parameter_specs())
    EXPECT_EQ(parameters_.value_by_path(spec.path), some_value(spec));
}

TEST_F(ParametersTest, RefuseABrokenSnapshotWhole) {
  auto snapshot = parameters_.snapshot();
  snapshot.seed = 3;
  const auto longer = parameters_.encodings()->named(std::array{1.f, 2.f, 3.f});
  snapshot.encoding = {longer};
  EXPECT_FALSE(parameters_.apply(source_, snapshot));
  snapshot.encoding = {parameters_.encodings()->named(0), longer, 0.5};
  EXPECT_FALSE(parameters_.apply(source_, snapshot));
  snapshot.encoding = {};
  snapshot.numbers[static_cast<std::size_t>(ParameterId::gain)] = std::nan("");
  EXPECT_FALSE(parameters_.apply(source_, snapshot));
  EXPECT_TRUE(sent_.empty());
  EXPECT_EQ(parameters_.seed(), 1u);
}

TEST_F(ParametersTest, KeepTheNamesOfAMorphThroughAChangeOfModelAsFarAsTheyExist) {
  const std::vector<float> vectors{0.f, 0.f, 1.f, 1.f, 0.f, 0.f};
  ASSERT_TRUE(parameters_.interpolate_encodings(source_, "wind", "sea", .25));
  parameters_.replace_encodings(EncodingBank::create({"wind", "sea"}, vectors, 3).value());
  EXPECT_EQ(parameters_.morph().to.name, "sea");
  EXPECT_EQ(parameters_.morph().weight, .25);
  EXPECT_EQ(parameters_.morph().to.encoding.size, 3u) << "the values are those of the new model";
  parameters_.replace_encodings(EncodingBank::create({"rain", "sea"}, vectors, 3).value());
  EXPECT_EQ(parameters_.encoding_name(), "sea");
}

TEST_F(ParametersTest, KeepTheEncodingsNameThroughAChangeOfModel) {
  ASSERT_TRUE(parameters_.set_encoding(source_, "sea"));
  const std::vector<float> vectors{0.f, 0.f, 1.f, 1.f, 0.f, 0.f};
  sent_.clear();
  parameters_.replace_encodings(EncodingBank::create({"rain", "sea"}, vectors, 3).value());
  EXPECT_THAT(parameters_.encoding(), ElementsAre(1.f, 0.f, 0.f));
  parameters_.replace_encodings(EncodingBank::create({"rain", "surf"}, vectors, 3).value());
  EXPECT_TRUE(parameters_.encoding().empty()) << "the model has no sea, and no other sound replaces it";
  parameters_.replace_encodings(EncodingBank::create({"rain", "sea"}, vectors, 3).value());
  EXPECT_TRUE(parameters_.encoding().empty()) << "no encoding stays no encoding";
  parameters_.replace_encodings({});
  EXPECT_TRUE(parameters_.encoding().empty());
  EXPECT_TRUE(sent_.empty()) << "the new model gets events()";
  EXPECT_FALSE(parameters_.set_encoding(source_, "sea"));
}

TEST_F(ParametersTest, ADefaultOfAnotherModelIsTakenUnlessTheParameterWasChanged) {
  parameters_.replace_default(ParameterId::memory, .25);
  EXPECT_EQ(parameters_.number(ParameterId::memory), .25);
  EXPECT_EQ(parameters_.default_of(ParameterId::memory), .25);
  parameters_.replace_default(ParameterId::memory, .5);
  EXPECT_EQ(parameters_.number(ParameterId::memory), .5);
  EXPECT_TRUE(sent_.empty()) << "the new model gets events()";
  ASSERT_TRUE(parameters_.set_number(source_, ParameterId::memory, .75));
  parameters_.replace_default(ParameterId::memory, 1.);
  EXPECT_EQ(parameters_.number(ParameterId::memory), .75);
}

TEST_F(ParametersTest, GiveAllThatANewGeneratorBeginsWith) {
  for (const auto& spec : parameter_specs()) {
    ASSERT_TRUE(parameters_.set_by_path(source_, spec.path, some_value(spec)));
  }
  const auto events = parameters_.events();
  ASSERT_EQ(events.size(), sent_.size());
  const auto voices = std::ranges::find(sent_, ParameterId::voices, &ControlEvent::parameter);
  std::rotate(voices, voices + 1, sent_.end());  // the voice number comes last
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].parameter, sent_[i].parameter);
    EXPECT_EQ(events[i].number, sent_[i].number);
    EXPECT_EQ(events[i].seed, sent_[i].seed);
    EXPECT_EQ(events[i].encoding, sent_[i].encoding);
    EXPECT_EQ(events[i].glide_s, 0.f);
  }
}

TEST_F(ParametersTest, AVoiceHasValuesOfItsOwnUntilTheyAreSetForAll) {
  const std::vector<ControlValue> wild{1.5}, calm{0.5}, sea{std::string("sea")};
  ASSERT_TRUE(parameters_.set_by_path(source_, "/voice/2/temperature", wild));
  ASSERT_TRUE(parameters_.set_by_path(source_, "/voice/2/encoding", sea));
  EXPECT_EQ(sent_.back().voice, 2);
  EXPECT_EQ(parameters_.value_by_path("/voice/2/temperature"), wild);
  EXPECT_EQ(parameters_.value_by_path("/voice/2/encoding"), sea);
  EXPECT_EQ(parameters_.value_by_path("/temperature"), (std::vector<ControlValue>{1.}));
  EXPECT_EQ(parameters_.value_by_path("/voice/1/temperature"), (std::vector<ControlValue>{1.}));
  EXPECT_THAT(parameters_.voices_with_own(ParameterId::temperature), ElementsAre(2));

  ASSERT_TRUE(parameters_.set_by_path(source_, "/temperature", calm));
  EXPECT_EQ(sent_.back().voice, all_voices);
  EXPECT_EQ(parameters_.value_by_path("/voice/2/temperature"), calm);
  EXPECT_EQ(parameters_.value_by_path("/voice/2/encoding"), sea) << "it was not set for all voices";
}

TEST_F(ParametersTest, TheGainAndMuteOfAVoiceAreNotThoseOfTheOutput) {
  const std::vector<ControlValue> soft{-12.}, loud{6.}, on{true};
  ASSERT_TRUE(parameters_.set_by_path(source_, "/voice/3/gain", soft));
  ASSERT_TRUE(parameters_.set_by_path(source_, "/voice/3/mute", on));
  ASSERT_TRUE(parameters_.set_by_path(source_, "/gain", loud));
  EXPECT_EQ(parameters_.number(ParameterId::gain), 6.);
  EXPECT_EQ(parameters_.number(ParameterId::gain, 3), -12.);
  EXPECT_EQ(parameters_.number(ParameterId::mute, 3), 1.);
  EXPECT_EQ(parameters_.number(ParameterId::gain, 1), 0.);
  EXPECT_EQ(parameters_.number(ParameterId::mute), 0.);
}

TEST_F(ParametersTest, EachVoiceHasASeedThatFollowsFromTheOneForAll) {
  ASSERT_TRUE(parameters_.set_seed(source_, 7));
  EXPECT_EQ(parameters_.seed(1), 7u);
  std::set<std::uint64_t> seeds;
  for (VoiceNumber voice = 1; voice <= most_voices; ++voice) seeds.insert(parameters_.seed(voice));
  EXPECT_EQ(seeds.size(), most_voices);
  ASSERT_TRUE(parameters_.set_seed({source_, 2}, 99));
  EXPECT_EQ(parameters_.seed(2), 99u);
  ASSERT_TRUE(parameters_.set_seed(source_, 7));
  EXPECT_EQ(parameters_.seed(2), seed_of_voice(7, 2));
}

TEST_F(ParametersTest, EachAxisOfTheMapIsAFaderOfItsOwn) {
  const auto by_path = [this](std::string_view path, double value) {
    const std::vector<ControlValue> values{value};
    return parameters_.set_by_path(source_, path, values);
  };
  const auto places = parameters_.encodings()->places();
  ASSERT_TRUE(by_path("/encoding/x", places[0].x));
  const auto last = by_path("/encoding/y", places[0].y);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->value, places[0].y);
  EXPECT_EQ(parameters_.encoding_name(), parameters_.encodings()->names()[0]);
  EXPECT_EQ(parameters_.value_by_path("/encoding/x"), std::vector<ControlValue>{places[0].x});
  ASSERT_TRUE(parameters_.set_encoding(source_, std::size_t{1}));
  EXPECT_EQ(parameters_.encoding_place(), places[1]) << "the faders move to the sound's position";
  const auto beyond = by_path("/encoding/x", 1.5);
  ASSERT_TRUE(beyond);
  EXPECT_TRUE(beyond->clipped);
  EXPECT_EQ(parameters_.encoding_place(), (Place{1., places[1].y})) << "the other coordinate is unchanged";
  EXPECT_FALSE(by_path("/voice/2/encoding/x", .5));
  Parameters without;
  const auto source = without.add_source("test", [](const ControlEvent&) { return true; });
  const std::vector<ControlValue> middle{.5};
  EXPECT_THAT(without.set_by_path(source, "/encoding/x", middle).error().message, HasSubstr("no map"));
}

TEST_F(ParametersTest, AnOutputThatIsNotThereIsTheFirst) {
  Parameters parameters(two_encodings(), 4, 6);
  const auto source = parameters.add_source("test", [](const ControlEvent&) { return true; });
  EXPECT_EQ(parameters.maximum(ParameterId::out), 6.);
  const auto last = parameters.set_number({source, 2}, ParameterId::out, 6.);
  ASSERT_TRUE(last);
  EXPECT_FALSE(last->clipped);
  const auto beyond = parameters.set_number({source, 2}, ParameterId::out, 7.);
  ASSERT_TRUE(beyond);
  EXPECT_TRUE(beyond->clipped);
  EXPECT_EQ(beyond->value, 1.);
  Snapshot of_another_hall = parameters.snapshot();
  of_another_hall.voices[3].numbers[ParameterId::out] = 15.;
  of_another_hall.voices[4].numbers[ParameterId::out] = 5.;
  ASSERT_TRUE(parameters.apply(source, of_another_hall));
  EXPECT_EQ(parameters.number(ParameterId::out, 3), 1.);
  EXPECT_EQ(parameters.number(ParameterId::out, 4), 5.);
  EXPECT_EQ(Parameters({}, 4, 2).maximum(ParameterId::out), 1.) << "with two channels a voice plays on both";
}

TEST_F(ParametersTest, RefuseVoicesThatCannotBeAndWhatIsTheSameForAll) {
  Parameters parameters(two_encodings(), 4);
  const auto source = parameters.add_source("test", [](const ControlEvent&) { return true; });
  const std::vector<ControlValue> one{1.};
  const auto beyond = parameters.set_by_path(source, "/voice/5/temperature", one);
  ASSERT_FALSE(beyond);
  EXPECT_THAT(beyond.error().message, HasSubstr("max_voices"));
  for (const auto* path :
       {"/voice/0/gain", "/voice/65/gain", "/voice/02/gain", "/voice//gain", "/voice/2/play", "/voice/2",
        "/voice/2/", "/voice/2/refinement", "/voice/2/voices", "/voice/2/panic"}) {
    const auto refused = parameters.set_by_path(source, path, one);
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(refused.error().kind, ControlError::Kind::unknown_name) << path;
    EXPECT_FALSE(parameters.value_by_path(path)) << path;
  }
  const auto many = parameters.set_by_path(source, "/voices", std::vector<ControlValue>{9.});
  ASSERT_TRUE(many);
  EXPECT_TRUE(many->clipped);
  EXPECT_EQ(parameters.number(ParameterId::voices), 4.);
}

TEST_F(ParametersTest, ComeBackFromASnapshotWithWhatVoicesHaveOfTheirOwn) {
  const std::vector<ControlValue> sea{std::string("sea")}, soft{-12.};
  ASSERT_TRUE(parameters_.set_by_path(source_, "/voice/2/encoding", sea));
  ASSERT_TRUE(parameters_.set_by_path(source_, "/voice/2/gain", soft));
  const auto snapshot = parameters_.snapshot();
  ASSERT_TRUE(parameters_.apply(source_, Parameters(two_encodings()).snapshot()));
  EXPECT_EQ(parameters_.encoding_name(2), "");
  EXPECT_EQ(parameters_.number(ParameterId::gain, 2), 0.);
  sent_.clear();
  ASSERT_TRUE(parameters_.apply(source_, snapshot));
  EXPECT_EQ(parameters_.encoding_name(2), "sea");
  EXPECT_EQ(parameters_.number(ParameterId::gain, 2), -12.);
  EXPECT_EQ(sent_.back().parameter, ParameterId::voices)
      << "sent last, so that a new voice starts with its settings";
  EXPECT_EQ(std::ranges::count(sent_, 2, &ControlEvent::voice), 2);
}

TEST_F(ParametersTest, WhatIsForAllReplacesWhatStillWaitsForAVoice) {
  full_ = true;
  const std::vector<ControlValue> wild{1.5}, calm{0.5}, soft{-12.};
  ASSERT_TRUE(parameters_.set_by_path(source_, "/voice/2/temperature", wild));
  ASSERT_TRUE(parameters_.set_by_path(source_, "/voice/2/gain", soft));
  ASSERT_TRUE(parameters_.set_by_path(source_, "/temperature", calm));
  ASSERT_TRUE(parameters_.set_by_path(source_, "/gain", soft));
  full_ = false;
  ASSERT_TRUE(parameters_.retry(source_));
  ASSERT_EQ(sent_.size(), 3u);
  EXPECT_EQ(sent_[0].parameter, ParameterId::temperature);
  EXPECT_EQ(sent_[0].number, .5f);
  EXPECT_EQ(sent_[2].voice, 2) << "the voice's gain is independent of the output's";
}

}  // namespace
}  // namespace aeolian
