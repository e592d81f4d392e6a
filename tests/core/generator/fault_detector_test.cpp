// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/fault_detector.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "core/generator/ensemble.h"
#include "core/generator/voice.h"
#include "core/random.h"
#include "tests/core/generator/listening.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/allocations.h"
#include "tests/stereo.h"

namespace aeolian {
namespace {

constexpr int rate = 16000;

std::size_t samples_in(double seconds) {
  return static_cast<std::size_t>(seconds * rate);
}

/**
 * A lively sound: notes of noise and tone with random onsets, levels, lengths and pitches, and pauses between
 * them; quiet enough for music, long enough for speech.
 */
std::vector<float> living(double seconds, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> sound(samples_in(seconds));
  for (std::size_t at = 0; at < sound.size();) {
    const std::size_t length = samples_in(0.05 + 0.5 * static_cast<double>(random.uniform()));
    const double turn = 2. * std::numbers::pi * (100. + 2000. * static_cast<double>(random.uniform())) / rate;
    const float level = 0.3f * random.uniform();
    const float noise = 0.5f * random.uniform();
    for (std::size_t i = 0; i < length && at + i < sound.size(); ++i) {
      const float envelope = std::exp(-4.f * static_cast<float>(i) / static_cast<float>(length));
      const auto tone = static_cast<float>(std::sin(turn * static_cast<double>(i)));
      sound[at + i] = level * envelope * (tone + noise * random.normal());
    }
    at += length + (random.uniform() < 0.3f ? samples_in(0.6) : 0);
  }
  return sound;
}

std::vector<float> repeated(const std::vector<float>& sound, double seconds) {
  std::vector<float> result(samples_in(seconds));
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = sound[i % sound.size()];
  }
  return result;
}

/** The detector's result for a sound, and the seconds until then. */
struct Told {
  std::optional<Fault> fault;
  double after_s = 0.;
};

Told listen(FaultDetector& guard, std::span<const float> sound) {
  for (std::size_t at = 0; at < sound.size(); at += 100) {
    const auto part = sound.subspan(at, std::min<std::size_t>(100, sound.size() - at));
    if (const auto fault = guard.listen(on_both(part))) {
      return {fault, static_cast<double>(at) / rate};
    }
  }
  return {};
}

Told listen(std::span<const float> sound, const GuardSettings& settings = {}) {
  FaultDetector guard(rate, settings);
  return listen(guard, sound);
}

TEST(FaultDetector, FindsNothingInWhatLives) {
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const Told told = listen(living(100., seed));
    EXPECT_EQ(told.fault, std::nullopt) << name_of(*told.fault) << " after " << told.after_s << " s";
  }
}

TEST(FaultDetector, FindsNothingInABeatThatIsNeverQuiteTheSame) {
  // Eight bars of two seconds with the same strokes, except that one of eight is moved or left out.
  Random random(5);
  std::vector<float> sound;
  for (int bar = 0; bar < 50; ++bar) {
    for (int stroke = 0; stroke < 8; ++stroke) {
      const bool is_played = random.uniform() < 0.85f;
      Random grain(static_cast<std::uint64_t>(stroke));
      for (std::size_t i = 0; i < samples_in(0.25); ++i) {
        const float envelope = std::exp(-20.f * static_cast<float>(i) / rate);
        sound.push_back(is_played ? 0.4f * envelope * grain.normal() : 0.f);
      }
    }
  }
  EXPECT_EQ(listen(sound).fault, std::nullopt);
}

TEST(FaultDetector, FindsNothingInNoiseThatSwells) {
  Random random(1);
  std::vector<float> sea(samples_in(120.));
  for (std::size_t i = 0; i < sea.size(); ++i) {
    const double seconds = static_cast<double>(i) / rate;
    const auto swell =
        static_cast<float>(0.1 + 0.05 * std::sin(seconds * 0.9) + 0.03 * std::sin(seconds * 0.37));
    sea[i] = swell * random.normal();
  }
  EXPECT_EQ(listen(sea).fault, std::nullopt);
}

TEST(FaultDetector, SilenceIsAFaultAfterFifteenSeconds) {
  const Told told = listen(std::vector<float>(samples_in(30.)));
  EXPECT_EQ(told.fault, Fault::silence);
  EXPECT_NEAR(told.after_s, 15., 0.1);
}

TEST(FaultDetector, APauseIsNoFault) {
  auto sound = living(120., 1);
  std::fill_n(sound.begin() + 40 * rate, samples_in(12.), 0.f);
  EXPECT_EQ(listen(sound).fault, std::nullopt);
}

TEST(FaultDetector, WhatStaysFarTooQuietIsAFault) {
  auto sound = living(120., 1);
  for (float& sample : sound) sample *= 0.003f;
  EXPECT_EQ(listen(sound).fault, Fault::quiet);
}

TEST(FaultDetector, ASquareWaveAtFullLevelIsTooLoud) {
  std::vector<float> square(samples_in(30.));
  for (std::size_t i = 0; i < square.size(); ++i) square[i] = i / 50 % 2 == 0 ? 1.f : -1.f;
  const Told told = listen(square);
  EXPECT_EQ(told.fault, Fault::loud);
  EXPECT_NEAR(told.after_s, 5., 0.1);
}

TEST(FaultDetector, AnOffsetOfEitherSignIsAFault) {
  for (const float offset : {0.6f, -0.6f}) {
    auto sound = living(30., 2);
    for (float& sample : sound) sample += offset;
    EXPECT_EQ(listen(sound).fault, Fault::dc);
  }
}

TEST(FaultDetector, WhatIsNoNumberIsAFaultAtOnce) {
  for (const float value : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    auto sound = living(2., 3);
    sound[rate] = value;
    const Told told = listen(sound);
    EXPECT_EQ(told.fault, Fault::non_finite);
    EXPECT_NEAR(told.after_s, 1., 0.01);
  }
}

TEST(FaultDetector, ALoopOfAnyLengthIsAFault) {
  for (const double period : {0.3, 1., 1.77, 6.3}) {
    const Told told = listen(repeated(living(period, 4), 70.));
    EXPECT_EQ(told.fault, Fault::loop) << period;
    EXPECT_LT(told.after_s, 50.) << period;
  }
}

TEST(FaultDetector, ALoopWithNoiseOverItIsALoop) {
  auto sound = repeated(living(1.3, 4), 70.);
  Random random(9);
  for (float& sample : sound) sample *= 1.f + 0.2f * random.normal();
  EXPECT_EQ(listen(sound).fault, Fault::loop);
}

TEST(FaultDetector, HeldNoiseAndHeldTonesAreFrozen) {
  Random random(1);
  std::vector<float> noise(samples_in(40.)), chord(noise.size());
  for (std::size_t i = 0; i < noise.size(); ++i) {
    noise[i] = 0.1f * random.normal();
    const double seconds = static_cast<double>(i) / rate;
    for (const double hz : {220., 277.2, 329.6, 1318.5}) {
      chord[i] += static_cast<float>(0.1 * std::sin(2. * std::numbers::pi * hz * seconds));
    }
  }
  EXPECT_EQ(listen(noise).fault, Fault::frozen);
  EXPECT_EQ(listen(chord).fault, Fault::frozen);
}

TEST(FaultDetector, AVoiceThatIsFrozenIsFoundUnlessItIsMeant) {
  auto voice = Voice::create(std::make_shared<const Checkpoint>(random_checkpoint(ModelKind::small, 1)), {});
  ASSERT_TRUE(voice) << voice.error().message;
  Ensemble source(*std::move(voice));
  source.apply({.parameter = ParameterId::freeze, .number = 1.f});
  FaultDetector left_alone(source.sample_rate(), {}), told_of_it(source.sample_rate(), {});
  told_of_it.set_held(true);
  std::vector<StereoFrame> frames(static_cast<std::size_t>(source.hop()));
  std::optional<Fault> found;
  for (int i = 0; i < 30 * source.sample_rate() / source.hop(); ++i) {
    source.render(frames);
    const auto fault = left_alone.listen(frames);
    found = found ? found : fault;
    ASSERT_EQ(told_of_it.listen(frames), std::nullopt);
  }
  EXPECT_EQ(found, Fault::frozen);
}

TEST(FaultDetector, TellsOnceAndIsDeafForLongerEachTimeTheFaultComesBack) {
  FaultDetector guard(rate, {});
  const std::vector<float> silence(samples_in(15.) + 200);
  EXPECT_EQ(listen(guard, silence).fault, Fault::silence);
  double wait = guard.wait_s();
  EXPECT_EQ(wait, 10.);
  for (int again = 0; again < 7; ++again) {
    EXPECT_EQ(listen(guard, std::vector<float>(samples_in(wait))).fault, std::nullopt) << "deaf";
    EXPECT_EQ(listen(guard, silence).fault, Fault::silence);
    EXPECT_EQ(guard.wait_s(), std::min(2. * wait, 600.));
    wait = guard.wait_s();
  }
  EXPECT_EQ(wait, 600.);
}

TEST(FaultDetector, AfterTwoHealthyMinutesItsPatienceIsAsAtFirst) {
  FaultDetector guard(rate, {});
  const std::vector<float> silence(samples_in(15.) + 200);
  listen(guard, silence);
  listen(guard, std::vector<float>(samples_in(10.)));
  listen(guard, silence);
  EXPECT_EQ(guard.wait_s(), 20.);
  listen(guard, living(20. + 130., 6));
  EXPECT_EQ(listen(guard, silence).fault, Fault::silence);
  EXPECT_EQ(guard.wait_s(), 10.);
}

TEST(FaultDetector, EachFaultCanBeLeftOutAndAllOfThem) {
  const std::vector<float> silence(samples_in(200.));
  EXPECT_EQ(listen(silence, {.silence_s = 0.}).fault, Fault::quiet);
  EXPECT_EQ(listen(silence, {.silence_s = 0., .quiet_s = 0.}).fault, std::nullopt);
  EXPECT_EQ(listen(silence, {.on = false}).fault, std::nullopt);
  const std::vector<float> not_a_number{std::nanf("")};
  EXPECT_EQ(listen(not_a_number, {.non_finite = false}).fault, std::nullopt);
  EXPECT_EQ(listen(repeated(living(1., 4), 70.), {.loop_s = 0.}).fault, std::nullopt);
}

TEST(FaultDetector, SwitchedOnAgainItBeginsAfresh) {
  FaultDetector guard(rate, {});
  listen(guard, std::vector<float>(samples_in(14.5)));
  guard.set_on(false);
  guard.set_on(true);
  EXPECT_EQ(listen(guard, std::vector<float>(samples_in(14.))).fault, std::nullopt);
}

TEST(FaultDetector, HearsTheSameHoweverTheSamplesAreCut) {
  const auto sound = repeated(living(1., 4), 60.);
  const double after = listen(sound).after_s;
  const auto frames = on_both(sound);
  FaultDetector guard(rate, {});
  std::size_t at = 0;
  while (at < frames.size() && !guard.listen(std::span(frames).subspan(at, 1))) ++at;
  EXPECT_NEAR(static_cast<double>(at) / rate, after, 100. / rate);
}

TEST(FaultDetector, NothingAllocatesWhileItListens) {
  FaultDetector guard(rate, {});
  const auto frames = on_both(repeated(living(1., 4), 60.));
  const auto before = allocations();
  EXPECT_EQ(guard.listen(frames), Fault::loop);
  EXPECT_EQ(allocations(), before);
}

TEST(FaultDetector, FaultsAreCalledByTheirNames) {
  for (std::size_t i = 0; i < fault_count; ++i) {
    const auto fault = static_cast<Fault>(i);
    EXPECT_EQ(fault_called(name_of(fault)), fault);
  }
  EXPECT_EQ(fault_called("boredom"), std::nullopt);
}

}  // namespace
}  // namespace aeolian
