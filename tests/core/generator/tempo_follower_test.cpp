// SPDX-License-Identifier: GPL-3.0-or-later
// The tempo, as it is followed by what a voice plays.
#include "core/generator/tempo_follower.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <vector>

#include "tests/core/generator/listening.h"
#include "tests/core/generator/sound_engine.h"
#include "tests/core/generator/voices.h"

namespace aeolian {
namespace {

constexpr int sound_rate = 44100;
/** By then the pulse has been found, and the stretch has come. */
constexpr double settled_s = 14.;

std::vector<float> hits(double bpm, double seconds) {
  std::vector<float> sound(static_cast<std::size_t>(seconds * sound_rate));
  for (double at = .1; at < seconds; at += 60. / bpm) add_hit(sound, at);
  return sound;
}

/** Whole steps of about so many seconds. */
int hops_in(double seconds) {
  return 4 * static_cast<int>(seconds * sound_rate / 1024.);
}

/** The hits of a sound a minute, from the first to the last. */
double hits_a_minute(std::span<const float> samples) {
  std::vector<double> at;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double now = static_cast<double>(i) / sound_rate;
    if (std::abs(samples[i]) > .15f && (at.empty() || now > at.back() + .2)) at.push_back(now);
  }
  return at.size() < 2 ? 0. : 60. * static_cast<double>(at.size() - 1) / (at.back() - at.front());
}

/** The pulse, in beats a minute, of a voice whose model plays hits at `bpm`, while it follows `tempo`. */
double played(double bpm, double tempo, float stretch = 1.f) {
  const auto voice = voice_of(hits(bpm, 2.2 * settled_s));
  voice->apply(set(ParameterId::tempo, static_cast<float>(tempo)));
  voice->apply(set(ParameterId::tempo_follow, 1.f));
  voice->apply(set(ParameterId::stretch, stretch));
  play(*voice, hops_in(settled_s * static_cast<double>(stretch)));
  return hits_a_minute(play(*voice, hops_in(8.)));
}

TEST(TempoFollower, WhatIsPlayedHasTheTempoToOnePercent) {
  EXPECT_NEAR(played(100., 112.), 112., 1.1);
  EXPECT_NEAR(played(100., 87.), 87., .9);
}

TEST(TempoFollower, TheTempoIsHalvedOrDoubledWhereThatIsNearer) {
  EXPECT_NEAR(played(100., 180.), 90., .9);
  EXPECT_NEAR(played(100., 56.), 112., 1.1);
}

TEST(TempoFollower, StretchesByAFifthAtMost) {
  EXPECT_NEAR(played(100., 130.), 120., 1.2);
}

TEST(TempoFollower, AStretchByHandComesOnTopOfIt) {
  EXPECT_NEAR(played(100., 110., .5f), 220., 2.2);
}

TEST(TempoFollower, SoundWithoutAPulseIsPlayedAsItIs) {
  const auto noise = white_noise(12 * sound_rate);
  const auto following = voice_of(noise), plain = voice_of(noise);
  following->apply(set(ParameterId::tempo, 90.f));
  following->apply(set(ParameterId::tempo_follow, 1.f));
  EXPECT_EQ(play(*following, hops_in(12.)), play(*plain, hops_in(12.)));
  EXPECT_EQ(following->pulse().bpm, 0.);
  EXPECT_EQ(following->pulse().stretch, 1.);
}

TEST(TempoFollower, APulseIsReportedThatIsNotFollowed) {
  const auto voice = voice_of(hits(100., settled_s));
  play(*voice, hops_in(settled_s));
  EXPECT_NEAR(voice->pulse().bpm, 100., .5);
  EXPECT_EQ(voice->pulse().stretch, 1.);
}

std::vector<std::byte> kept(Voice& voice) {
  auto measured = StateArchive::writer({});
  voice.archive(measured);
  std::vector<std::byte> bytes(measured.size());
  auto state = StateArchive::writer(bytes);
  voice.archive(state);
  EXPECT_EQ(state.fault(), "");
  return bytes;
}

TEST(TempoFollower, GoesOnWithTheSameBitsFromAStateThatWasKept) {
  const auto sound = hits(100., 2. * settled_s);
  const auto voice = voice_of(sound), other = voice_of(sound);
  voice->apply(set(ParameterId::tempo, 110.f));
  voice->apply(set(ParameterId::tempo_follow, 1.f));
  play(*voice, hops_in(settled_s));
  voice->apply(set(ParameterId::tempo, 90.f));
  play(*voice, 20);  // it glides
  const auto bytes = kept(*voice);
  auto state = StateArchive::reader(bytes);
  other->archive(state);
  ASSERT_EQ(state.fault(), "");
  EXPECT_EQ(play(*other, hops_in(4.)), play(*voice, hops_in(4.)));
  EXPECT_NEAR(other->pulse().stretch, 100. / 90., .01);
}

/** A tone that is struck 100 times a minute and dies away. */
std::vector<float> struck_tone() {
  const auto size = static_cast<std::size_t>(2. * settled_s * sound_rate);
  auto sound = glide(size, 440. / sound_rate, 440. / sound_rate);
  for (std::size_t i = 0; i < size; ++i) {
    const double since_s = std::fmod(static_cast<double>(i) / sound_rate, .6);
    sound[i] *= static_cast<float>(std::min(1., since_s / .005) * std::exp(-since_s / .15));
  }
  return sound;
}

TEST(TempoFollower, TheGlideToTheTempoHasNoClick) {
  const auto sound = struck_tone();
  const auto following = voice_of(sound), plain = voice_of(sound);
  play(*plain, hops_in(settled_s));
  const float usual = listening::largest_jump(play(*plain, hops_in(3.)));
  play(*following, hops_in(settled_s));
  following->apply(set(ParameterId::tempo, 115.f));
  following->apply(set(ParameterId::tempo_follow, 1.f));
  auto glides = play(*following, hops_in(1.5));
  following->apply(set(ParameterId::tempo, 88.f));
  std::ranges::copy(play(*following, hops_in(1.5)), std::back_inserter(glides));
  EXPECT_NEAR(following->pulse().stretch, 100. / 88., .01);
  EXPECT_LT(listening::largest_jump(glides), 1.2f * usual);
}

}  // namespace
}  // namespace aeolian
