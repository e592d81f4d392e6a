// SPDX-License-Identifier: GPL-3.0-or-later
// Tests voices of the refined quality.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/generator/voice.h"
#include "tests/core/generator/listening.h"
#include "tests/core/generator/voices.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

ControlEvent toggled(ParameterId id, bool on) {
  ControlEvent event;
  event.parameter = id;
  event.number = on ? 1.f : 0.f;
  return event;
}

using listening::largest_jump;

std::size_t delay_of(const Voice& voice) {
  return static_cast<std::size_t>(Refinement::look_ahead * voice.hop());
}

TEST(QualityOfAVoice, RefinedIsHeardSevenHopsLaterWhetherItRefinesOrNot) {
  const auto normal = make_voice({.quality = Quality::normal}),
             refined = make_voice({.quality = Quality::refined});
  const auto delay = static_cast<int>(delay_of(*refined));
  EXPECT_EQ(refined->response().first, normal->response().first + delay);
  EXPECT_EQ(refined->response().half, normal->response().half + delay);
  refined->apply(toggled(ParameterId::refinement, false));
  EXPECT_EQ(refined->response().first, normal->response().first + delay);
}

TEST(QualityOfAVoice, WithoutRefinementRefinedIsNormalLaterBitForBit) {
  const auto normal = make_voice({.quality = Quality::normal}),
             refined = make_voice({.quality = Quality::refined});
  refined->apply(toggled(ParameterId::refinement, false));
  auto expected = play(*normal, 80);
  auto later = play(*refined, 80);
  later.erase(later.begin(), later.begin() + static_cast<std::ptrdiff_t>(delay_of(*refined)));
  expected.resize(later.size());
  EXPECT_EQ(later, expected);
}

TEST(QualityOfAVoice, RefinementChangesWhatARefinedVoiceGivesAndNothingOfANormalOne) {
  const auto a = make_voice({.quality = Quality::refined}), b = make_voice({.quality = Quality::refined});
  b->apply(toggled(ParameterId::refinement, false));
  EXPECT_NE(play(*a, 80), play(*b, 80));
  const auto c = make_voice({.quality = Quality::normal}), d = make_voice({.quality = Quality::normal});
  d->apply(toggled(ParameterId::refinement, false));
  EXPECT_EQ(play(*c, 80), play(*d, 80));
}

TEST(QualityOfAVoice, RefinementSwitchedAtStepsPlaysTheSameAgainAndDoesNotClick) {
  const auto perform = [] {
    const auto voice = make_voice({.quality = Quality::refined});
    auto samples = play(*voice, 64);
    for (int i = 0; i < 8; ++i) {
      voice->apply(toggled(ParameterId::refinement, i % 2 == 1));
      const auto more = play(*voice, 24);
      samples.insert(samples.end(), more.begin(), more.end());
    }
    return samples;
  };
  const auto switched = perform();
  EXPECT_EQ(switched, perform());
  const auto steady = play(*make_voice({.quality = Quality::refined}), 256);
  EXPECT_LE(largest_jump(switched), 1.2f * largest_jump(steady));
}

TEST(QualityOfAVoice, ATailGoesOnWhereTheSoundEndsAndChangesNothing) {
  const auto voice = make_voice({.quality = Quality::refined}),
             twin = make_voice({.quality = Quality::refined});
  const auto before = play(*voice, 64);
  play(*twin, 64);
  const auto tail = listening::tail_of(*voice);
  EXPECT_LE(std::abs(tail.front() - before.back()), largest_jump(before));
  EXPECT_LE(largest_jump(tail), 1.2f * largest_jump(before)) << "also where the held frames begin";

  const auto after = play(*voice, 8);
  EXPECT_EQ(after, play(*twin, 8));
  // The frames in the look-ahead are already known, so the tail begins like the continuation of the sound.
  const auto hop = static_cast<std::size_t>(voice->hop());
  double error = 0., power = 0.;
  for (std::size_t i = 0; i < 2 * hop; ++i) {
    error += std::pow(tail[i] - after[i], 2);
    power += std::pow(after[i], 2);
  }
  EXPECT_LT(error, 0.1 * power);
}

TEST(QualityOfAVoice, ARefinedVoiceIsHeldByFreezeAndGoesOnAfterIt) {
  const auto voice = make_voice({.quality = Quality::refined});
  const auto played = play(*voice, 400);
  voice->apply(toggled(ParameterId::freeze, true));
  const auto held = play(*voice, 200);
  voice->apply(toggled(ParameterId::freeze, false));
  const auto released = play(*voice, 64);
  const auto power = [](std::span<const float> samples) {
    double sum = 0.;
    for (const float sample : samples) sum += static_cast<double>(sample) * sample;
    return sum / static_cast<double>(samples.size());
  };
  EXPECT_GT(power(std::span(held).last(held.size() / 4)),
            0.1 * power(std::span(held).first(held.size() / 4)));
  EXPECT_LE(largest_jump(released), 2.f * largest_jump(played));
}

TEST(QualityOfAVoice, ARefinedVoicePlaysWithoutAllocating) {
  const auto voice = make_voice({.quality = Quality::refined});
  std::vector<float> hop(static_cast<std::size_t>(voice->hop()));
  TailMix tail(voice->tail_size(), voice->tail_front_end());
  const auto before = allocations();
  for (int i = 0; i < 32; ++i) {
    voice->apply(toggled(ParameterId::refinement, i % 4 != 0));
    voice->render(hop);
    voice->add_tail(tail, centred(1.f));
  }
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace aeolian
