// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <span>
#include <vector>

#include "core/generator/sine_source.h"
#include "tests/core/generator/listening.h"
#include "tests/core/generator/voices.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

using listening::largest_jump;

ControlEvent freeze(bool on) {
  ControlEvent event;
  event.parameter = ParameterId::freeze;
  event.number = on ? 1.f : 0.f;
  return event;
}

ControlEvent temperature(float value) {
  ControlEvent event;
  event.parameter = ParameterId::temperature;
  event.number = value;
  return event;
}

ControlEvent seed(std::uint64_t value) {
  ControlEvent event;
  event.parameter = ParameterId::seed;
  event.seed = value;
  return event;
}

std::vector<float> play_steps(Voice& voice, int steps) {
  return play(voice, steps * voice.hops_per_step());
}

double level_db(std::span<const float> samples) {
  const double power = std::inner_product(samples.begin(), samples.end(), samples.begin(), 0.);
  return 10 * std::log10(power / static_cast<double>(samples.size()));
}

TEST(Freeze, IsAliveButKeepsItsLevelForAMinute) {
  const auto voice = make_voice();
  play_steps(*voice, 50);
  voice->apply(freeze(true));
  play_steps(*voice, 4);
  const auto samples = play_steps(*voice, 60 * 8000 / 128);
  const auto second = [&](std::size_t n) { return std::span(samples).subspan(n * 8000, 8000); };
  const double first_ten = level_db(std::span(samples).first(80000));
  EXPECT_NEAR(level_db(std::span(samples).last(80000)), first_ten, 0.5);
  for (std::size_t n = 0; n < 60; ++n) {
    EXPECT_NEAR(level_db(second(n)), first_ten, 1.5) << "second " << n;
  }
  EXPECT_FALSE(std::ranges::equal(second(10), second(11))) << "no loop";
}

TEST(Freeze, KeepsTheNoiseMoving) {
  const auto voice = make_voice();
  play_steps(*voice, 50);
  voice->apply(freeze(true));
  play_steps(*voice, 4);
  const auto samples = play_steps(*voice, 1000);
  double sum = 0;
  double squares = 0;
  constexpr std::size_t moment = 512;
  const std::size_t moments = samples.size() / moment;
  for (std::size_t n = 0; n < moments; ++n) {
    const double level = level_db(std::span(samples).subspan(n * moment, moment));
    sum += level;
    squares += level * level;
  }
  const double mean = sum / static_cast<double>(moments);
  EXPECT_GT(std::sqrt(squares / static_cast<double>(moments) - mean * mean), 0.35)
      << "dB from moment to moment";
}

TEST(Freeze, HasNoClickAtEitherEdge) {
  const auto voice = make_voice();
  auto before = play_steps(*voice, 50);
  for (int i = 0; i < 40; ++i) {
    voice->apply(freeze(i % 2 == 0));
    const auto after = play_steps(*voice, 9);
    const float around =
        std::max(largest_jump(std::span(before).last(256)), largest_jump(std::span(after).first(256)));
    EXPECT_LE(std::abs(after.front() - before.back()), 1.1f * around) << "edge " << i;
    before = after;
  }
}

/** Compares only the energy of each band by step, because noise and phases continued during the freeze. */
TEST(Freeze, ReleaseGoesOnWithTheFrameThatWouldHaveCome) {
  const auto held = make_voice(), free = make_voice();
  play_steps(*held, 50);
  play_steps(*free, 50);
  held->apply(freeze(true));
  play_steps(*held, 40);
  held->apply(freeze(false));
  const auto after = play_steps(*held, 400), would_have_come = play_steps(*free, 400);
  // The engines are in the same state, so the levels agree although noise and phases differ.
  double apart = 0;
  double changes = 0;
  for (std::size_t n = 1; n + 1 < 100; ++n) {
    const auto moment = [&](const auto& samples, std::size_t at) {
      return level_db(std::span(samples).subspan(at * 512, 512));
    };
    apart += std::abs(moment(after, n) - moment(would_have_come, n));
    changes += std::abs(moment(after, n) - moment(would_have_come, n + 1));
  }
  EXPECT_LT(apart, 0.8 * changes);
}

TEST(Freeze, WhatIsSetMeanwhileTakesEffectOnRelease) {
  for (const auto& event : {temperature(2.f), seed(99)}) {
    const auto plain = make_voice(), changed = make_voice();
    for (Voice* voice : {plain.get(), changed.get()}) {
      play_steps(*voice, 50);
      voice->apply(freeze(true));
    }
    changed->apply(event);
    EXPECT_EQ(play_steps(*plain, 50), play_steps(*changed, 50)) << "only a release ends a freeze";
    plain->apply(freeze(false));
    changed->apply(freeze(false));
    EXPECT_NE(play_steps(*plain, 50), play_steps(*changed, 50));
  }
}

TEST(Freeze, BeforeTheFirstFrameHoldsTheFirst) {
  for (const auto kind : {ModelKind::small, ModelKind::frame_lstm}) {
    const auto voice = make_voice({}, kind);
    voice->apply(freeze(true));
    play_steps(*voice, 100);
    const double level = level_db(play_steps(*voice, 100));
    EXPECT_GT(level, -60.);
    EXPECT_LT(level, 0.) << "not a frame of zeros, which is full scale in every bin";
  }
}

TEST(Freeze, AllocatesNothing) {
  const auto voice = make_voice();
  std::vector<float> hop(static_cast<std::size_t>(voice->hop()));
  const auto before = allocations();
  for (int i = 0; i < 64; ++i) {
    voice->apply(freeze(i % 3 == 0));
    voice->render(hop);
  }
  EXPECT_EQ(allocations(), before);
}

TEST(Freeze, LeavesASineAsItIs) {
  SineSource frozen(44100, 256, 440, 0.5f), plain(44100, 256, 440, 0.5f);
  frozen.apply(freeze(true));
  std::vector<float> a(256), b(256);
  for (int i = 0; i < 8; ++i) {
    frozen.render(a);
    plain.render(b);
    EXPECT_EQ(a, b);
  }
}

}  // namespace
}  // namespace aeolian
