// SPDX-License-Identifier: GPL-3.0-or-later
// Tests that a voice follows a tempo.
#include "core/generator/tempo_follower.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <vector>

#include "core/generator/first_beat.h"
#include "tests/core/generator/listening.h"
#include "tests/core/generator/sound_engine.h"
#include "tests/core/generator/voices.h"

namespace aeolian {
namespace {

constexpr int sound_rate = 44100;
/** From here on the pulse has been found and the stretch has settled. */
constexpr double settled_s = 14.;

std::vector<float> hits(double bpm, double seconds) {
  std::vector<float> sound(static_cast<std::size_t>(seconds * sound_rate));
  for (double at = .1; at < seconds; at += 60. / bpm) add_hit(sound, at);
  return sound;
}

/** The number of hops, in whole steps, in about `seconds`. */
int hops_in(double seconds) {
  return 4 * static_cast<int>(seconds * sound_rate / 1024.);
}

/** The times at which hits begin, seconds. */
std::vector<double> hits_in(std::span<const float> samples) {
  std::vector<double> at;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double now = static_cast<double>(i) / sound_rate;
    if (std::abs(samples[i]) > .15f && (at.empty() || now > at.back() + .2)) at.push_back(now);
  }
  return at;
}

/** The rate of the hits of a sound per minute, from the first to the last. */
double hits_a_minute(std::span<const float> samples) {
  const auto at = hits_in(samples);
  return at.size() < 2 ? 0. : 60. * static_cast<double>(at.size() - 1) / (at.back() - at.front());
}

/** The pulse, in beats a minute, of a voice whose model plays hits at `bpm` and follows `tempo`. */
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

TEST(TempoFollower, OneThatRestedTakesTheBeatOfOneThatPlayed) {
  const FrontEnd front_end = music_front_end();
  TempoFollower playing(front_end, 4), resting(front_end, 4);
  constexpr float bpm = 100.f;
  for (auto* follower : {&playing, &resting}) {
    follower->apply(set(ParameterId::tempo, bpm));
    follower->apply(set(ParameterId::tempo_follow, 1.f));
    follower->apply({.parameter = ParameterId::tempo, .beat = .3});
  }
  double to_hit = 0.;
  for (int frame = 0; frame < static_cast<int>(settled_s * front_end.frame_rate()); ++frame) {
    to_hit -= 1.;
    const float flux = to_hit < 0. ? 3.f : 0.f;
    if (to_hit < 0.) to_hit += 60. / bpm * front_end.frame_rate();
    for (auto* follower : {&playing, &resting}) follower->take(flux);
    playing.played(0.f, 1.f);
  }
  TempoFollower late = resting;
  resting.take_beat(playing);
  for (auto* follower : {&playing, &resting, &late}) follower->played(0.f, 1.f);
  ASSERT_TRUE(playing.report().late_s && late.report().late_s);
  EXPECT_EQ(resting.report().late_s, playing.report().late_s);
  EXPECT_GT(std::abs(*late.report().late_s - *playing.report().late_s), .01)
      << "unlike one that continues from its own beats";
}

/** A voice that plays hits at `bpm` while it follows a clock. */
class InTime {
 public:
  InTime(double bpm, double tempo, double beat, float stretch = 1.f)
      : voice_(voice_of(hits(bpm, 90.))), tempo_(tempo) {
    voice_->apply(set(ParameterId::tempo, static_cast<float>(tempo)));
    voice_->apply(set(ParameterId::tempo_follow, 1.f));
    voice_->apply(set(ParameterId::stretch, stretch));
    jump_to(beat);
  }

  /** Moves the clock to `beat` at the next audible change. */
  void jump_to(double beat) {
    voice_->apply({.parameter = ParameterId::tempo, .beat = beat});
    first_beat_ = beat - seconds_of(played_ + voice_->response().first) * tempo_ / 60.;
  }

  /**
   * Plays on, and returns how late hits are relative to the nearest multiple of `beats`: the median, seconds.
   */
  double lateness(double seconds, double beats = 1.) {
    const auto samples = play(*voice_, hops_in(seconds));
    std::vector<double> late;
    for (const double hit : hits_in(samples)) {
      const double multiples = (first_beat_ + (hit + seconds_of(played_)) * tempo_ / 60.) / beats;
      late.push_back((multiples - std::round(multiples)) * beats * 60. / tempo_);
    }
    played_ += static_cast<int>(samples.size());
    std::ranges::sort(late);
    return late.empty() ? NAN : late[late.size() / 2];
  }

  void play_on(double seconds) { (void)lateness(seconds); }
  const Voice& voice() const { return *voice_; }

 private:
  static double seconds_of(int samples) { return static_cast<double>(samples) / sound_rate; }

  std::unique_ptr<Voice> voice_;
  double tempo_;
  double first_beat_ = 0.;  ///< of the clock, at the first sample
  int played_ = 0;          ///< samples
};

/** From here on, seconds, the beats have reached those of the clock, wherever they began. */
constexpr double in_time_s = 48.;
constexpr double in_time = .008;

TEST(TempoFollower, BeatsOfThePulseAreMovedToThoseOfTheClockWhicheverIsNearer) {
  for (const double beat : {.2, .45, .6, .8}) {
    InTime music(100., 108., beat);
    music.play_on(in_time_s);
    EXPECT_LT(std::abs(music.lateness(8.)), in_time) << beat;
  }
}

TEST(TempoFollower, APulseOfHalfTheTempoIsMovedToAnyOfTheClocksBeats) {
  for (const double beat : {.2, .7, 1.2}) {
    InTime music(100., 190., beat);
    music.play_on(in_time_s);
    EXPECT_LT(std::abs(music.lateness(8.)), in_time) << beat;
  }
}

TEST(TempoFollower, APulseOfTwiceTheTempoIsMovedToTheClocksBeatsAndBetweenThem) {
  for (const double beat : {.1, .3}) {
    InTime music(100., 52., beat);
    music.play_on(in_time_s);
    EXPECT_LT(std::abs(music.lateness(8., .5)), in_time) << beat;
  }
}

TEST(TempoFollower, AtAStretchByHandOfAnOctaveTheBeatsCoincideAsWell) {
  InTime music(100., 104., .3, .5f);
  music.play_on(28.);
  EXPECT_LT(std::abs(music.lateness(5., .5)), in_time);
}

TEST(TempoFollower, AtAnyOtherStretchByHandOnlyTheTempoFollows) {
  InTime music(100., 100., .3, 1.2f);
  music.play_on(in_time_s);
  EXPECT_FALSE(music.voice().pulse().late_s);
  EXPECT_NEAR(music.voice().pulse().stretch, 1., .002);
}

TEST(TempoFollower, AJumpOfTheClockIsFollowedByOnePercentAtMost) {
  InTime music(100., 100., .1);
  music.play_on(in_time_s);
  music.jump_to(.6);
  for (int second = 0; second < 32; ++second) {
    music.play_on(1.);
    EXPECT_NEAR(music.voice().pulse().stretch, 1., .012);
  }
  EXPECT_LT(std::abs(music.lateness(8.)), in_time);
}

TEST(TempoFollower, ReportsHowLateTheBeatsAre) {
  InTime music(100., 100., .1);
  music.play_on(14.);
  const double heard_s = music.lateness(1.3);
  ASSERT_TRUE(music.voice().pulse().late_s);
  EXPECT_NEAR(*music.voice().pulse().late_s, heard_s, .03) << "less the part caught up meanwhile";
}

TEST(TempoFollower, WithoutABeatOfTheClockOrAPulseItPlaysAsBefore) {
  const auto sound = hits(100., 30.), noise = white_noise(20 * sound_rate);
  for (const auto* played : {&sound, &noise}) {
    const auto plain = voice_of(*played), told = voice_of(*played);
    for (const auto& voice : {plain.get(), told.get()}) {
      voice->apply(set(ParameterId::tempo, 92.f));
      voice->apply(set(ParameterId::tempo_follow, played == &noise ? 1.f : 0.f));
    }
    told->apply({.parameter = ParameterId::tempo, .beat = .4});
    EXPECT_EQ(play(*plain, hops_in(20.)), play(*told, hops_in(20.)));
    EXPECT_FALSE(told->pulse().late_s);
  }
}

TEST(TempoFollower, BeatsOfARenderingFallOnMultiplesFromItsFirstSample) {
  const auto voice = voice_of(hits(100., 75.));
  voice->apply(set(ParameterId::tempo, 110.f));
  voice->apply(set(ParameterId::tempo_follow, 1.f));
  voice->apply(first_beat(*voice, 110.));
  const auto samples = play(*voice, hops_in(70.));
  std::vector<double> late;
  for (const double at : hits_in(samples)) {
    const double beats = at * 110. / 60.;
    if (at > in_time_s) late.push_back((beats - std::round(beats)) * 60. / 110.);
  }
  std::ranges::sort(late);
  EXPECT_LT(std::abs(late[late.size() / 2]), in_time);
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
  voice->apply({.parameter = ParameterId::tempo, .beat = .3});
  play(*voice, 20);  // during the glide
  const auto bytes = kept(*voice);
  auto state = StateArchive::reader(bytes);
  other->archive(state);
  ASSERT_EQ(state.fault(), "");
  EXPECT_EQ(play(*other, hops_in(4.)), play(*voice, hops_in(4.)));
  ASSERT_TRUE(other->pulse().late_s);
  EXPECT_EQ(other->pulse().late_s, voice->pulse().late_s);
  EXPECT_NEAR(other->pulse().stretch, 100. / 90., .04) << "with its beats moved";
}

/** A tone struck 100 times a minute, which dies away. */
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
