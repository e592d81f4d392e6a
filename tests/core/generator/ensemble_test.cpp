// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/ensemble.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <numbers>
#include <utility>
#include <vector>

#include "core/control/parameters.h"
#include "core/generator/model_source.h"
#include "tests/core/generator/listening.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/allocations.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {
namespace {

using listening::largest_jump;
using listening::play;
using listening::play_stereo;
using listening::power;
using listening::rate;

ControlEvent change(ParameterId id, float value, VoiceNumber voice = all_voices, float glide_s = 0.f) {
  return {.parameter = id, .voice = voice, .number = value, .glide_s = glide_s};
}

/** Tones with widely spaced frequencies, the first at 300 Hz. */
Ensemble ensemble_of_tones(std::size_t count) {
  std::vector<std::unique_ptr<MonoSource>> voices;
  for (std::size_t i = 0; i < count; ++i)
    voices.push_back(listening::tone(300. + 410. * static_cast<double>(i)));
  return {std::move(voices), 1};
}

/** The amplitude of a tone in `samples`. */
double amplitude_at(std::span<const float> samples, double hz) {
  double real = 0., imaginary = 0.;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double hann = .5 - .5 * std::cos(2. * std::numbers::pi * (static_cast<double>(i) + .5) /
                                           static_cast<double>(samples.size()));
    const double angle = 2. * std::numbers::pi * hz * static_cast<double>(i) / rate;
    real += hann * samples[i] * std::cos(angle);
    imaginary += hann * samples[i] * std::sin(angle);
  }
  return 4. * std::hypot(real, imaginary) / static_cast<double>(samples.size());
}

std::unique_ptr<Source> voices_of_a_model(VoiceNumber limit, std::uint64_t seed = 1) {
  const auto checkpoint = std::make_shared<Checkpoint>(random_checkpoint(ModelKind::small));
  return *make_model_source(checkpoint, {.seed = seed, .voice_limit = limit});
}

TEST(Ensemble, OneVoiceAmongManyHasTheBitsOfOneAlone) {
  EXPECT_EQ(play(*voices_of_a_model(4), 20), play(*voices_of_a_model(1), 20));
}

TEST(Ensemble, AsManyPlayAsAreAskedForAndTogetherTheyAreAsLoudAsOne) {
  auto ensemble = ensemble_of_tones(4);
  const double alone = power(play(ensemble, 20));
  for (const int count : {4, 2, 1, 3}) {
    ensemble.apply(change(ParameterId::voices, static_cast<float>(count)));
    play(ensemble, 4);
    const auto samples = play(ensemble, 40);
    EXPECT_NEAR(power(samples), alone, .02 * alone) << count;
    for (int i = 0; i < 4; ++i) {
      const double wanted = i < count ? .5 / std::sqrt(count) : 0.;
      EXPECT_NEAR(amplitude_at(samples, 300. + 410. * i), wanted, .005) << "tone " << i << " of " << count;
    }
  }
}

TEST(Ensemble, VoicesEnterAndLeaveWithoutAClick) {
  auto ensemble = ensemble_of_tones(3);
  ensemble.apply(change(ParameterId::voices, 3.f));
  play(ensemble, 8);
  const float steady = largest_jump(play(ensemble, 40));
  for (const float count : {1.f, 3.f, 2.f, 1.f}) {
    ensemble.apply(change(ParameterId::voices, count, all_voices, .1f));
    EXPECT_LT(largest_jump(play(ensemble, 8)), 1.1f * steady) << count;
  }
}

TEST(Ensemble, AVoiceCanBeSofterOrMuted) {
  auto ensemble = ensemble_of_tones(2);
  ensemble.apply(change(ParameterId::voices, 2.f));
  ensemble.apply(change(ParameterId::gain, -6.f, 2));
  play(ensemble, 4);
  const double softer = amplitude_at(play(ensemble, 40), 710.);
  EXPECT_NEAR(softer, .5 / std::numbers::sqrt2 * std::pow(10., -6. / 20.), .005);
  ensemble.apply(change(ParameterId::mute, 1.f, 1));
  play(ensemble, 4);
  const auto muted = play(ensemble, 40);
  EXPECT_LT(amplitude_at(muted, 300.), 1e-4);
  EXPECT_NEAR(amplitude_at(muted, 710.), softer, .002);
  ensemble.apply(change(ParameterId::gain, -60.f, 2));
  play(ensemble, 4);
  EXPECT_EQ(power(play(ensemble, 4)), 0.) << "the bottom of the fader is silence";
  ensemble.apply(change(ParameterId::gain, -6.f));
  ensemble.apply(change(ParameterId::mute, 0.f));
  EXPECT_EQ(power(play(ensemble, 4)), 0.) << "a gain for all voices is the output's";
}

TEST(Ensemble, AVoiceIsHeardWhereItIsPutAsLoudAsBefore) {
  auto ensemble = ensemble_of_tones(2);
  ensemble.apply(change(ParameterId::voices, 2.f));
  play(ensemble, 4);
  const double centred = amplitude_at(play(ensemble, 40), 300.);
  for (const float pan : {-1.f, -.5f, 0.f, .25f, 1.f}) {
    ensemble.apply(change(ParameterId::pan, pan, 1));
    play(ensemble, 4);
    const auto frames = play_stereo(ensemble, 40);
    const double left = amplitude_at(left_of(frames), 300.), right = amplitude_at(right_of(frames), 300.);
    EXPECT_NEAR(left * left + right * right, 2. * centred * centred, .004) << pan;
    const double angle = std::numbers::pi / 4. * (1. + pan);
    EXPECT_NEAR(left, std::numbers::sqrt2 * centred * std::cos(angle), .003) << pan;
    EXPECT_NEAR(right, std::numbers::sqrt2 * centred * std::sin(angle), .003) << pan;
    EXPECT_NEAR(amplitude_at(left_of(frames), 710.), amplitude_at(right_of(frames), 710.), 1e-6)
        << "the other voice is not moved";
  }
  ensemble.apply(change(ParameterId::pan, -1.f));
  play(ensemble, 4);
  EXPECT_LT(power(right_of(play_stereo(ensemble, 4))), 1e-9) << "all of them";
}

TEST(Ensemble, AVoiceMovesFromSideToSideWithoutAClickOrAHoleInTheMiddle) {
  auto ensemble = ensemble_of_tones(1);
  ensemble.apply(change(ParameterId::pan, -1.f));
  play(ensemble, 4);
  const float steady = largest_jump(play(ensemble, 10));
  const double power_at_side = power(play(ensemble, 10));
  ensemble.apply(change(ParameterId::pan, 1.f, all_voices, .5f));
  const auto frames = play_stereo(ensemble, 26);
  const auto left = left_of(frames), right = right_of(frames);
  EXPECT_LE(largest_jump(left), 1.02f * steady);
  EXPECT_LE(largest_jump(right), 1.02f * steady);
  for (std::size_t at = 0; at + 1024 <= frames.size(); at += 1024) {
    const auto part = [&](std::span<const float> channel) { return power(channel.subspan(at, 1024)); };
    EXPECT_NEAR(part(left) + part(right), power_at_side, .05 * power_at_side) << at;
  }
  EXPECT_LT(power(std::span(left).last(1024)), 1e-9);
  std::vector<StereoFrame> tail(static_cast<std::size_t>(ensemble.tail_size()));
  ensemble.tail(tail);
  EXPECT_LT(power(left_of(tail)), 1e-9) << "the tail is where the voice is";
}

TEST(Ensemble, EachVoicePlaysAsOneAloneWithItsSeed) {
  const auto both = voices_of_a_model(2, 5);
  const auto first = voices_of_a_model(1, 5);
  const auto second = voices_of_a_model(1, seed_of_voice(5, 2));
  both->apply(change(ParameterId::voices, 2.f));
  play(*both, 2);  // the level is steady from here on
  play(*first, 2);
  second->apply({.parameter = ParameterId::seed, .seed = seed_of_voice(5, 2)});
  play(*second, 2);
  const auto together = play(*both, 10), one = play(*first, 10), other = play(*second, 10);
  EXPECT_NE(one, other);
  for (std::size_t i = 0; i < together.size(); ++i)
    ASSERT_NEAR(together[i], (one[i] + other[i]) / std::numbers::sqrt2, 1e-6) << i;
}

TEST(Ensemble, WhatIsForOneVoiceMovesItAlone) {
  const auto changed = voices_of_a_model(2), plain = voices_of_a_model(2);
  for (const auto* source : {&changed, &plain}) {
    (*source)->apply(change(ParameterId::voices, 2.f));
    (*source)->apply(change(ParameterId::mute, 1.f, 2));
    play(**source, 2);
  }
  changed->apply(change(ParameterId::temperature, 0.f, 2));
  changed->apply(change(ParameterId::temperature, 0.f, 64));
  EXPECT_EQ(play(*changed, 10), play(*plain, 10)) << "the first one, as the second is muted";
  changed->apply(change(ParameterId::temperature, 0.f, 1));
  EXPECT_NE(play(*changed, 10), play(*plain, 10));
}

TEST(Ensemble, ASeedForAllStartsEveryVoiceAgain) {
  const auto ensemble = voices_of_a_model(3);
  ensemble->apply(change(ParameterId::voices, 3.f));
  ensemble->apply({.parameter = ParameterId::seed, .voice = 2, .seed = 99});
  play(*ensemble, 30);
  const auto again = [&] {
    ensemble->apply({.parameter = ParameterId::seed, .seed = 4});
    play(*ensemble, 30);  // the earlier sound has died away
    return power(play(*ensemble, 30));
  };
  const double once = again();
  EXPECT_NEAR(again(), once, .5 * once);
}

TEST(Ensemble, TheTailGoesOnFromWhereAllVoicesAre) {
  auto ensemble = ensemble_of_tones(3);
  ensemble.apply(change(ParameterId::voices, 3.f));
  auto samples = play(ensemble, 8);
  const float steady = largest_jump(samples);
  std::vector<StereoFrame> frames(static_cast<std::size_t>(ensemble.tail_size()));
  ensemble.tail(frames);
  const auto tail = left_of(frames);
  const float seam = std::abs(tail.front() - samples.back());
  EXPECT_LE(seam, steady);
  EXPECT_GT(amplitude_at(tail, 1120.), .1);
}

TEST(Ensemble, AllocatesNothingWhileVoicesComeAndGo) {
  const auto ensemble = voices_of_a_model(8);
  std::vector<StereoFrame> frames(static_cast<std::size_t>(ensemble->hop()));
  std::vector<StereoFrame> tail(static_cast<std::size_t>(ensemble->tail_size()));
  const std::size_t before = allocations();
  for (int step = 0; step < 24; ++step) {
    ensemble->apply(change(ParameterId::voices, static_cast<float>(1 + step * 5 % 8)));
    ensemble->apply(change(ParameterId::gain, -3.f, static_cast<VoiceNumber>(1 + step % 8)));
    ensemble->apply(change(ParameterId::pan, 1.f, static_cast<VoiceNumber>(1 + step % 8), .1f));
    ensemble->apply({.parameter = ParameterId::seed, .seed = static_cast<std::uint64_t>(step)});
    for (int hop = 0; hop < ensemble->hops_per_step(); ++hop) ensemble->render(frames);
    ensemble->tail(tail);
  }
  EXPECT_EQ(allocations(), before);
}

}  // namespace
}  // namespace aeolian
