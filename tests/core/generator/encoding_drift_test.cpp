// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/encoding_drift.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <vector>

#include "tests/core/generator/voices.h"

namespace aeolian {
namespace {

constexpr double step_rate = 43.;
const std::vector<float> places = {1, 0, 0, 0, 1, 0, 0, 0, 1};

std::vector<float> values(const EncodingDrift& wander) {
  return {wander.values().begin(), wander.values().end()};
}

/** The encoding at each step of `seconds`. */
std::vector<std::vector<float>> way(EncodingDrift& wander, double seconds) {
  std::vector<std::vector<float>> steps;
  for (int i = 0; i < static_cast<int>(seconds * step_rate); ++i) {
    wander.next();
    steps.push_back(values(wander));
  }
  return steps;
}

TEST(EncodingDrift, DwellsWhereItStartsThenGoesToEveryPlace) {
  EncodingDrift wander(places, 3, 0, step_rate);
  wander.start(1, Random(7, 2));
  for (const auto& step : way(wander, 3.9)) EXPECT_EQ(step, (std::vector<float>{0, 1, 0}));
  const auto steps = way(wander, 200);
  for (const int place : {0, 1, 2}) {
    std::vector<float> there(3);
    there[static_cast<std::size_t>(place)] = 1;
    EXPECT_NE(std::ranges::find(steps, there), steps.end()) << place;
  }
}

/** The share of moves that lead to the next place, among a hundred on a half circle. */
double share_of_following(std::size_t in_order) {
  constexpr int count = 100;
  const auto angle = [](int place) { return std::numbers::pi_v<float> * static_cast<float>(place) / count; };
  std::vector<float> many;
  for (int place = 0; place < count; ++place) {
    many.push_back(std::cos(angle(place)));
    many.push_back(std::sin(angle(place)));
  }
  EncodingDrift wander(many, 2, in_order, step_rate);
  wander.start(0, Random(3, 2));
  int at = 0, goings = 0, followed = 0;
  std::vector<float> last;
  for (const auto& step : way(wander, 8000)) {
    const bool dwells = step == last;
    last = step;
    if (!dwells) continue;
    int there = -1;
    for (int place = 0; place < count; ++place)
      if (std::abs(step[0] - std::cos(angle(place))) + std::abs(step[1] - std::sin(angle(place))) < 1e-5f)
        there = place;
    if (there < 0 || there == at) continue;
    ++goings;
    followed += there == at + 1;
    at = there;
  }
  EXPECT_GT(goings, 700);
  return static_cast<double>(followed) / goings;
}

TEST(EncodingDrift, GoesOnAsTheCorpusDidThreeTimesOfFour) {
  EXPECT_NEAR(share_of_following(0), 0.75, 0.06);
  EXPECT_LT(share_of_following(100), 0.04) << "without a known order";
}

TEST(EncodingDrift, GlidesWithoutAJump) {
  EncodingDrift wander(places, 3, 0, step_rate);
  wander.start(0, Random(1, 2));
  auto last = values(wander);
  for (const auto& step : way(wander, 100)) {
    for (std::size_t i = 0; i < step.size(); ++i) EXPECT_LT(std::abs(step[i] - last[i]), 0.06f);
    last = step;
  }
}

TEST(EncodingDrift, IsAFunctionOfItsSeed) {
  const auto after = [](std::uint64_t seed) {
    EncodingDrift wander(places, 3, 0, step_rate);
    wander.start(0, Random(seed, 2));
    return way(wander, 100);
  };
  EXPECT_EQ(after(1), after(1));
  EXPECT_NE(after(1), after(2));
}

TEST(EncodingDrift, StaysAtTheNullCodeWithoutPlaces) {
  EncodingDrift wander({}, 3, 0, step_rate);
  wander.start(5, Random(1, 2));
  for (const auto& step : way(wander, 30)) EXPECT_EQ(step, std::vector<float>(3));
}

/** A voice of a random model with one place to drift to. */
std::unique_ptr<Voice> voice_with_place(const std::vector<float>& place, const VoiceOptions& options = {}) {
  auto checkpoint = random_checkpoint(ModelKind::small);
  checkpoint.tensors["places"] = {{1, static_cast<std::int64_t>(place.size())}, place};
  auto voice = Voice::create(std::make_shared<Checkpoint>(std::move(checkpoint)), options);
  EXPECT_TRUE(voice.has_value()) << voice.error().message;
  return std::move(*voice);
}

ControlEvent encoding_event(const std::vector<float>& values) {
  ControlEvent event;
  event.parameter = ParameterId::encoding;
  event.encoding_size = static_cast<std::uint8_t>(values.size());
  std::ranges::copy(values, event.encoding.begin());
  return event;
}

TEST(EncodingDrift, LeadsAVoiceForAsLongAsNoEncodingIsSet) {
  const std::vector<float> there = {0, 1, 0, 0}, elsewhere = {1, 0, 0, 0};
  const auto unled = voice_with_place(there), other = voice_with_place(elsewhere);
  EXPECT_EQ(play(*unled, 80), play(*make_voice({.encoding = there}), 80));
  EXPECT_NE(play(*unled, 80), play(*other, 80));

  const auto led = voice_with_place(elsewhere, {.encoding = there});
  EXPECT_EQ(play(*led, 80), play(*make_voice({.encoding = there}), 80));
}

TEST(EncodingDrift, TakesOverAgainWhereTheEncodingIsLetGo) {
  const std::vector<float> there = {0, 1, 0, 0}, elsewhere = {1, 0, 0, 0};
  const auto released = voice_with_place(there, {.encoding = elsewhere}),
             turned = voice_with_place(elsewhere, {.encoding = elsewhere});
  EXPECT_EQ(play(*released, 40), play(*turned, 40));
  released->apply(encoding_event({}));
  turned->apply(encoding_event(there));
  EXPECT_EQ(play(*released, 80), play(*turned, 80));
}

TEST(EncodingDrift, PlacesOfAnotherSizeAreRefused) {
  auto checkpoint = random_checkpoint(ModelKind::small);
  checkpoint.tensors["places"] = {{1, 2}, {1, 0}};
  const auto voice = Voice::create(std::make_shared<Checkpoint>(std::move(checkpoint)), {});
  ASSERT_FALSE(voice.has_value());
  EXPECT_NE(voice.error().message.find("places"), std::string::npos);
}

}  // namespace
}  // namespace aeolian
