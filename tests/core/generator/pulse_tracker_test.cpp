// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/pulse_tracker.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/random.h"

namespace aeolian {
namespace {

constexpr double usual_frame_rate = 44100. / 256.;

/** A course of onset strength: a random floor, with beats added to it. */
class Rises {
 public:
  explicit Rises(double seconds, double frame_rate = usual_frame_rate) : rate_(frame_rate) {
    Random random(11);
    for (auto left = std::lround(seconds * rate_); left > 0; --left)
      rises_.push_back(0.05f * std::abs(random.normal()));
  }

  /** Adds a beat that rises for 20 ms. */
  void add_beat(double at_s, float strength = 0.5f) {
    for (double at = at_s; at < at_s + .02; at += 1. / rate_)
      if (const auto frame = static_cast<std::size_t>(at * rate_); frame < rises_.size())
        rises_[frame] += strength;
  }

  void add_pulse(double bpm, double from_s, double to_s) {
    for (double at = from_s; at < to_s; at += 60. / bpm) add_beat(at);
  }

  void play_to(PulseTracker& tracker) const {
    for (const float rise : rises_) tracker.take(rise);
  }

 private:
  double rate_;
  std::vector<float> rises_;
};

double bpm_of(double played, double frame_rate = usual_frame_rate) {
  Rises rises(20., frame_rate);
  rises.add_pulse(played, 0., 20.);
  PulseTracker tracker(frame_rate, 4);
  rises.play_to(tracker);
  return tracker.bpm();
}

TEST(PulseTracker, FindsAPulseToHalfAPercent) {
  for (const double bpm : {72., 88.3, 96., 110., 123.7, 138.}) EXPECT_NEAR(bpm_of(bpm), bpm, .005 * bpm);
}

TEST(PulseTracker, FastPulsesAreReportedInTheOctaveFrom70BeatsAMinute) {
  EXPECT_NEAR(bpm_of(192.), 96., .5);
  EXPECT_NEAR(bpm_of(384.), 96., .5);
}

TEST(PulseTracker, PulsesAtTheEndsOfTheOctaveAreFoundInOneOrTheOther) {
  for (const double bpm : {70.3, 71., 139., 140., 141.}) {
    const double octaves = std::log2(bpm_of(bpm) / bpm);
    EXPECT_NEAR(octaves, std::round(octaves), .007) << bpm;
  }
}

TEST(PulseTracker, TheFrameRateMakesNoDifference) {
  for (const double frame_rate : {40., 86., 344.5, 1500.}) EXPECT_NEAR(bpm_of(100., frame_rate), 100., 1.);
}

TEST(PulseTracker, NoiseHasNone) {
  PulseTracker tracker(usual_frame_rate, 4);
  Random random(5);
  for (int frame = 0; frame < 120 * 172; ++frame) {
    tracker.take(std::abs(random.normal()));
    ASSERT_EQ(tracker.bpm(), 0.) << frame;
  }
}

TEST(PulseTracker, FramesThatRiseAtTheBeginningOfEachStepAreNone) {
  PulseTracker tracker(usual_frame_rate, 4);
  Random random(5);
  for (int frame = 0; frame < 60 * 172; ++frame)
    tracker.take((frame % 4 == 0 ? .3f : 0.f) + .1f * std::abs(random.normal()));
  EXPECT_EQ(tracker.bpm(), 0.);
}

TEST(PulseTracker, NotesAtRandomTimesHaveNone) {
  Random random(6);
  Rises rises(120.);
  for (double at = 0.; at < 120.; at += .2 + 1.5 * random.uniform()) rises.add_beat(at);
  PulseTracker tracker(usual_frame_rate, 4);
  rises.play_to(tracker);
  EXPECT_EQ(tracker.bpm(), 0.);
}

TEST(PulseTracker, SilenceHasNone) {
  PulseTracker tracker(usual_frame_rate, 4);
  for (int frame = 0; frame < 10'000; ++frame) tracker.take(0.f);
  EXPECT_EQ(tracker.bpm(), 0.);
}

TEST(PulseTracker, KeepsToAPulseThroughABreak) {
  Rises rises(19.);
  rises.add_pulse(96., 0., 15.);
  PulseTracker tracker(usual_frame_rate, 4);
  rises.play_to(tracker);
  EXPECT_NEAR(tracker.bpm(), 96., .5);
}

TEST(PulseTracker, GivesAPulseUpThatDoesNotComeBack) {
  Rises rises(90.);
  rises.add_pulse(96., 0., 15.);
  PulseTracker tracker(usual_frame_rate, 4);
  rises.play_to(tracker);
  EXPECT_EQ(tracker.bpm(), 0.);
}

TEST(PulseTracker, TurnsToANewPulse) {
  Rises rises(50.);
  rises.add_pulse(96., 0., 20.);
  rises.add_pulse(118., 20., 50.);
  PulseTracker tracker(usual_frame_rate, 4);
  rises.play_to(tracker);
  EXPECT_NEAR(tracker.bpm(), 118., .6);
}

TEST(PulseTracker, FollowsAPulseThatMoves) {
  Rises rises(90.);
  double bpm = 90.;
  for (double at = 0.; at < 90.; at += 60. / bpm) {
    rises.add_beat(at);
    bpm += .05;
  }
  PulseTracker tracker(usual_frame_rate, 4);
  rises.play_to(tracker);
  EXPECT_NEAR(tracker.bpm(), bpm, .02 * bpm);
}

/** The phase in the last frame of 25 s, with beats from `from_s` on. */
std::optional<PulseTracker::Phase> phase_of(double bpm, double from_s, double frame_rate = usual_frame_rate) {
  Rises rises(25., frame_rate);
  rises.add_pulse(bpm, from_s, 25.);
  PulseTracker tracker(frame_rate, 4);
  rises.play_to(tracker);
  return tracker.phase();
}

TEST(PulseTracker, FindsWhereTheBeatsLieToSevenMilliseconds) {
  for (const double frame_rate : {86., 172.27, 344.5}) {
    for (const double bpm : {72., 96., 110., 138.}) {
      for (const double from_s : {0., .1, .3}) {
        const auto phase = phase_of(bpm, from_s, frame_rate);
        ASSERT_TRUE(phase) << bpm;
        EXPECT_EQ(phase->unit, 1.);
        // The time of the last frame since the middle of a beat's rise.
        const double since = (25. - 1. / frame_rate - (from_s + .01 - .5 / frame_rate)) * bpm / 60.;
        const double off = phase->beats - since;
        EXPECT_LT(std::abs(off - std::round(off)) * 60. / bpm, .007) << bpm << " from " << from_s;
      }
    }
  }
}

TEST(PulseTracker, WhereHalfBeatsAreAsStrongAsBeatsThePhaseIsThatOfHalfBeats) {
  const auto phase = phase_of(192., .1);
  ASSERT_TRUE(phase);
  EXPECT_EQ(phase->unit, .5);
  const double off = phase->beats - (25. - .1 - .01 - .5 / usual_frame_rate) * 96. / 60.;
  EXPECT_LT(std::abs(off - .5 * std::round(off / .5)) * 60. / 96., .007);
}

/**
 * The error, in seconds, of the beat phase found at the end of `seconds`, for beats that begin at `from_s`.
 */
double off_the_beats(const PulseTracker::Phase& phase, double bpm, double from_s, double seconds) {
  const double since = (seconds - from_s - .01 - .5 / usual_frame_rate) * bpm / 60.;
  const double off = (phase.beats - since) / phase.unit;
  return std::abs(off - std::round(off)) * phase.unit * 60. / bpm;
}

TEST(PulseTracker, WhereQuartersAreAsStrongAsBeatsThePhaseIsThatOfQuarters) {
  const auto phase = phase_of(384., .1);
  ASSERT_TRUE(phase);
  EXPECT_EQ(phase->unit, .25);
  EXPECT_LT(off_the_beats(*phase, 96., .1, 25.), .007);
}

TEST(PulseTracker, AccentsTellTheBeatsFromTheQuartersBetweenThem) {
  constexpr double quarter_s = 60. / 384.;
  Rises rises(25.);
  rises.add_pulse(384., .1, 25.);
  for (double at = .1 + 3. * quarter_s; at < 25.; at += 4. * quarter_s) rises.add_beat(at);
  PulseTracker tracker(usual_frame_rate, 4);
  rises.play_to(tracker);
  const auto phase = tracker.phase();
  ASSERT_TRUE(phase);
  EXPECT_EQ(phase->unit, 1.);
  EXPECT_LT(off_the_beats(*phase, 96., .1 + 3. * quarter_s, 25.), .01);
}

TEST(PulseTracker, BeatsThatSlipAreFoundAgainWithinFourSeconds) {
  Rises rises(24.);
  rises.add_pulse(96., 0., 20.);
  rises.add_pulse(96., 32 * .625 + .04, 24.);
  PulseTracker tracker(usual_frame_rate, 4);
  rises.play_to(tracker);
  ASSERT_TRUE(tracker.phase());
  EXPECT_LT(off_the_beats(*tracker.phase(), 96., 32 * .625 + .04, 24.), .012);
}

TEST(PulseTracker, APulseThatChangesLosesItsPhaseUntilItIsFoundAgain) {
  Rises rises(20.);
  rises.add_pulse(96., 0., 14.);
  PulseTracker tracker(usual_frame_rate, 4);
  rises.play_to(tracker);
  EXPECT_TRUE(tracker.phase());
  for (int frame = 0; frame < 90 * 172; ++frame) tracker.take(0.f);
  EXPECT_EQ(tracker.bpm(), 0.);
  EXPECT_FALSE(tracker.phase());
}

TEST(PulseTracker, RisesThatAreNotFiniteDoNoHarm) {
  Rises rises(30.);
  rises.add_pulse(96., 0., 30.);
  PulseTracker tracker(usual_frame_rate, 4);
  tracker.take(INFINITY);
  rises.play_to(tracker);
  EXPECT_NEAR(tracker.bpm(), 96., .5);
}

TEST(PulseTracker, GoesOnFromAStateThatWasKept) {
  Rises rises(15.);
  rises.add_pulse(96., 0., 15.);
  PulseTracker tracker(usual_frame_rate, 4), other(usual_frame_rate, 4);
  rises.play_to(tracker);
  auto measured = StateArchive::writer({});
  tracker.archive(measured);
  std::vector<std::byte> bytes(measured.size());
  auto written = StateArchive::writer(bytes);
  tracker.archive(written);
  auto read = StateArchive::reader(bytes);
  other.archive(read);
  ASSERT_EQ(read.fault(), "");
  EXPECT_EQ(other.bpm(), tracker.bpm());
  rises.play_to(tracker);
  rises.play_to(other);
  EXPECT_EQ(other.bpm(), tracker.bpm());
  ASSERT_TRUE(tracker.phase() && other.phase());
  EXPECT_EQ(other.phase()->beats, tracker.phase()->beats);
}

}  // namespace
}  // namespace aeolian
