// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tempo/beat_clock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "tests/core/tempo/midi_sender.h"

namespace aeolian {
namespace {

constexpr int beat = BeatClock::per_beat;

double ms_between(BeatTime a, BeatTime b) {
  return std::abs(std::chrono::duration<double, std::milli>(a - b).count());
}

double percentile_95(std::vector<double> values) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(0.95 * static_cast<double>(values.size()))];
}

/** A BeatClock, the clocks sent to it, and the times at which its beats were due. */
class Follower {
 public:
  explicit Follower(double tempo, double jitter_s = 0.002, unsigned seed = 1)
      : sender(tempo, jitter_s, seed) {}

  /** Sends a clock; each one records the error with which the next beat is expected. */
  void clock() {
    const double s = sender.next();
    due_.push_back(s);
    follower.clock(sender.arrival(s));
    lines_.push_back(follower.line());
  }
  void clocks(int count) {
    for (int i = 0; i < count; ++i) clock();
  }

  /**
   * The errors, in ms, with which beats first..last were expected half a beat before, when a change waiting
   * for them is sent.
   */
  std::vector<double> errors(int first, int last) const {
    std::vector<double> all;
    for (int i = first; i <= last; ++i) {
      const auto at = static_cast<std::size_t>(i * beat);
      const auto& line = lines_.at(at - beat / 2);
      if (!line) {
        all.push_back(1e9);
        continue;
      }
      all.push_back(ms_between(line->time_of(i), MidiSender::at(due_.at(at))));
    }
    return all;
  }

  MidiSender sender;
  BeatClock follower;

 private:
  std::vector<double> due_;
  std::vector<std::optional<BeatLine>> lines_;
};

TEST(BeatClockTest, KnowsBeatsWithin5MillisecondsThroughJitterOf2) {
  for (const double tempo : {40., 90., 120., 174., 240.}) {
    Follower follower(tempo);
    follower.follower.start();
    follower.clocks(400 * beat + 1);
    EXPECT_NEAR(follower.follower.line()->tempo, tempo, 0.002 * tempo);
    const double error = percentile_95(follower.errors(4, 400));
    RecordProperty("p95_ms_at_" + std::to_string(static_cast<int>(tempo)), std::to_string(error));
    EXPECT_LT(error, 5.) << tempo;
  }
}

TEST(BeatClockTest, KnowsThemAgainTwoBeatsAfterAChangeOfTempo) {
  for (const double tempo : {60., 100., 117., 119., 121., 123., 140., 200.}) {
    std::vector<double> errors;
    for (unsigned seed = 1; seed <= 40; ++seed) {
      Follower follower(120., 0.002, seed);
      follower.follower.start();
      follower.clocks(16 * beat);
      follower.sender.set_tempo(tempo);
      follower.clocks(8 * beat + 1);
      const auto after = follower.errors(18, 24);
      errors.insert(errors.end(), after.begin(), after.end());
    }
    const double error = percentile_95(errors);
    RecordProperty("p95_ms_to_" + std::to_string(static_cast<int>(tempo)), std::to_string(error));
    EXPECT_LT(error, 5.) << "from 120 to " << tempo;
  }
}

TEST(BeatClockTest, FollowsATempoThatGoesUpOverFourBars) {
  std::vector<double> errors;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    Follower follower(120., 0.002, seed);
    follower.follower.start();
    follower.clocks(16 * beat);
    for (int i = 0; i < 16 * beat; ++i) {
      follower.sender.set_tempo(120. + 20. * i / (16. * beat));
      follower.clock();
    }
    follower.clock();
    const auto some = follower.errors(18, 32);
    errors.insert(errors.end(), some.begin(), some.end());
  }
  RecordProperty("p95_ms", std::to_string(percentile_95(errors)));
  EXPECT_LT(percentile_95(errors), 8.);
}

TEST(BeatClockTest, LiesWithinTheJitterOfASenderThatIsWorse) {
  Follower follower(120., 0.006);
  follower.follower.start();
  follower.clocks(200 * beat + 1);
  EXPECT_LT(percentile_95(follower.errors(8, 200)), 8.);
}

TEST(BeatClockTest, LeadsAfterABeatOfClocksAndNotBefore) {
  BeatClock clock;
  EXPECT_FALSE(clock.leads(MidiSender::at(0.)));
  MidiSender sender(120., 0.);
  for (int i = 0; i < beat; ++i) clock.clock(sender.arrival(sender.next()));
  EXPECT_FALSE(clock.line());
  const auto now = sender.arrival(sender.next());
  clock.clock(now);
  EXPECT_TRUE(clock.leads(now));
  ASSERT_TRUE(clock.line());
  EXPECT_NEAR(clock.line()->beat_at(now), 1., 1e-6)
      << "counted from its first clock, as it was never started";
}

TEST(BeatClockTest, AStartMovesTheBeatAtOnceAndKeepsTheTempo) {
  Follower follower(120., 0.);
  follower.clocks(5 * beat + 7);
  follower.follower.start();
  follower.sender.pause(0.1);
  const double s = follower.sender.next();
  follower.follower.clock(MidiSender::at(s));
  EXPECT_NEAR(follower.follower.line()->beat_at(MidiSender::at(s)), 0., 1e-9);
  EXPECT_NEAR(follower.follower.line()->tempo, 120., 1e-6);
  for (int i = 1; i < 30; ++i) {
    follower.follower.clock(MidiSender::at(follower.sender.next()));
    EXPECT_NEAR(follower.follower.line()->beat_at(MidiSender::at(s)), 0., 1e-6) << i;
  }
}

TEST(BeatClockTest, StandsStillBetweenAStopAndAContinueThoughClocksGoOn) {
  Follower follower(120., 0.);
  follower.follower.start();
  follower.clocks(4 * beat + 6);
  follower.follower.stop();
  EXPECT_FALSE(follower.follower.runs());
  follower.clocks(50);
  EXPECT_NEAR(follower.follower.line()->beat, 4.25, 1e-6);
  EXPECT_NEAR(follower.follower.line()->tempo, 120., 1e-6) << "the tempo is still detected";
  follower.follower.resume();
  EXPECT_TRUE(follower.follower.runs());
  const double s = follower.sender.next();
  follower.follower.clock(MidiSender::at(s));
  EXPECT_NEAR(follower.follower.line()->beat_at(MidiSender::at(s)), 4.25, 1e-6)
      << "the clock after the last one";
}

TEST(BeatClockTest, ASongPositionSaysWhereAContinueGoesOn) {
  Follower follower(120., 0.);
  follower.follower.start();
  follower.clocks(3 * beat);
  follower.follower.stop();
  follower.follower.set_position(33);
  EXPECT_NEAR(follower.follower.line()->beat, 8.25, 1e-6);
  follower.follower.resume();
  const double s = follower.sender.next();
  follower.follower.clock(MidiSender::at(s));
  EXPECT_NEAR(follower.follower.line()->beat_at(MidiSender::at(s)), 8.25, 1e-6);
}

TEST(BeatClockTest, ASongPositionWhileItRunsMovesTheNextClock) {
  Follower follower(120., 0.);
  follower.follower.start();
  follower.clocks(3 * beat);
  follower.follower.set_position(0);
  const double s = follower.sender.next();
  follower.follower.clock(MidiSender::at(s));
  EXPECT_NEAR(follower.follower.line()->beat_at(MidiSender::at(s)), 0., 1e-6) << "as when a sequencer loops";
}

TEST(BeatClockTest, AContinueWhileItRunsChangesNothing) {
  Follower follower(120., 0.);
  follower.follower.start();
  follower.clocks(3 * beat);
  follower.follower.resume();
  const double s = follower.sender.next();
  follower.follower.clock(MidiSender::at(s));
  EXPECT_NEAR(follower.follower.line()->beat_at(MidiSender::at(s)), 3., 1e-6);
}

TEST(BeatClockTest, CountsClocksThatWereLostOnTheWay) {
  BeatClock clock;
  clock.start();
  MidiSender sender(120., 0.);
  for (int i = 0; i < 2 * beat; ++i) clock.clock(sender.arrival(sender.next()));
  for (int i = 0; i < 9; ++i) sender.next();
  const auto now = sender.arrival(sender.next());
  clock.clock(now, 10);
  EXPECT_NEAR(clock.line()->beat_at(now), 2. + 9. / beat, 1e-6);
  EXPECT_NEAR(clock.line()->tempo, 120., 1e-6);
}

TEST(BeatClockTest, WithoutClocksItLeadsNoMoreAndCountsOnWhenTheyComeAgain) {
  Follower follower(120., 0.001);
  follower.follower.start();
  follower.clocks(8 * beat);
  const auto last = MidiSender::at(8. * 0.5);
  EXPECT_TRUE(follower.follower.leads(last));
  EXPECT_FALSE(follower.follower.leads(last + std::chrono::seconds(1)));
  EXPECT_NEAR(follower.follower.line()->beat_at(last + std::chrono::seconds(2)), 12., 0.02) << "it continues";

  // A cable disconnected for three and a half seconds: 7 beats are lost.
  for (int i = 0; i < 7 * beat; ++i) follower.sender.next();
  const double s = follower.sender.next();
  follower.follower.clock(follower.sender.arrival(s));
  EXPECT_TRUE(follower.follower.leads(MidiSender::at(s)));
  EXPECT_NEAR(follower.follower.line()->beat_at(MidiSender::at(s)), 15., 0.03);
}

}  // namespace
}  // namespace aeolian
