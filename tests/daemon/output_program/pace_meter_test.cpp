// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/pace_meter.h"

#include <gtest/gtest.h>

namespace aeolian::daemon {
namespace {

using namespace std::chrono_literals;

/** A device at 48 kHz with blocks of 480 frames and a buffer of 30 ms, in simulated time. */
class PaceMeterTest : public testing::Test {
 protected:
  void play(double seconds, double speed = 1.) {
    for (int block = 0; block < static_cast<int>(100. * seconds); ++block) {
      ask();
      now_ += std::chrono::nanoseconds(static_cast<std::int64_t>(1e7 / speed));
    }
  }
  void ask() {
    const auto found = meter_.block(now_, 480, 0.03);
    stalls_ += found.stall ? 1 : 0;
    gaps_ += found.gap_s > 0. ? 1 : 0;
    lost_s_ += found.gap_s;
  }

  PaceMeter meter_{48000.};
  PaceMeter::Clock::time_point now_{1h};
  int stalls_ = 0, gaps_ = 0;
  double lost_s_ = 0.;
};

TEST_F(PaceMeterTest, FindsNothingInAnEvenPace) {
  play(20.);
  EXPECT_EQ(stalls_, 0);
  EXPECT_EQ(gaps_, 0);
}

TEST_F(PaceMeterTest, LetsAClockDriftAsCardsDo) {
  play(20., 1.0005);
  play(20., 0.9995);
  EXPECT_EQ(gaps_, 0);
}

TEST_F(PaceMeterTest, LetsAServersSlowClockDriftUnevenly) {
  for (int second = 0; second < 60; ++second) {
    play(1.);
    now_ += second % 3 == 0 ? 4500us : 2600us;
  }
  EXPECT_EQ(gaps_, 0);
}

TEST_F(PaceMeterTest, MeasuresAGapOfADeviceWithASlowClock) {
  for (int second = 0; second < 20; ++second) {
    play(1.);
    now_ += second == 12 ? 43ms : 3ms;
  }
  EXPECT_EQ(gaps_, 1);
  EXPECT_NEAR(lost_s_, 0.043, 0.005);
}

TEST_F(PaceMeterTest, MeasuresTheTimeThatADeviceLost) {
  play(5.);
  now_ += 200ms;
  play(5.);
  EXPECT_EQ(stalls_, 1);
  EXPECT_EQ(gaps_, 1);
  EXPECT_NEAR(lost_s_, 0.2, 0.001);
}

TEST_F(PaceMeterTest, MeasuresAGapShortlyBeforeTheEnd) {
  play(5.8);
  EXPECT_EQ(meter_.end(), 0.);
  now_ += 60ms;
  play(0.2);
  EXPECT_EQ(gaps_, 0) << "a window is a second long";
  EXPECT_NEAR(meter_.end(), 0.06, 0.001);
}

TEST_F(PaceMeterTest, DoesNotMeasureAGapAgainAtTheEnd) {
  play(5.);
  now_ += 200ms;
  play(5.);
  EXPECT_EQ(gaps_, 1);
  EXPECT_EQ(meter_.end(), 0.);
}

TEST_F(PaceMeterTest, TellsAStallThatIsMadeUpFromAGap) {
  play(5.);
  now_ += 100ms;
  for (int block = 0; block < 10; ++block) ask();  // all missed blocks at once
  play(5.);
  EXPECT_EQ(stalls_, 1);
  EXPECT_EQ(gaps_, 0);
}

TEST_F(PaceMeterTest, BearsAServerThatStartsWithALongBuffer) {
  for (int block = 0; block < 170; ++block) ask();  // 1.7 s ahead
  now_ += 1700ms;                                   // until it is played
  play(10.);
  EXPECT_EQ(stalls_, 0);
  EXPECT_EQ(gaps_, 0);
}

TEST_F(PaceMeterTest, BearsAServerThatRestsAfterTheFirstBlocks) {
  for (int block = 0; block < 8; ++block) ask();
  now_ += 1660ms;  // like PulseAudio's null sink; the sound begins after this gap and is complete
  play(10.);
  EXPECT_EQ(stalls_, 0);
  EXPECT_EQ(gaps_, 0);
}

TEST_F(PaceMeterTest, BearsAServerThatLengthensAndShortensItsOwnBuffer) {
  play(5.);
  for (int time = 0; time < 3; ++time) {
    for (int block = 0; block < 40; ++block) ask();  // 400 ms ahead
    play(3.);
    now_ += 400ms;  // until it is played
    play(5.);
  }
  EXPECT_EQ(stalls_, 0);
  EXPECT_EQ(gaps_, 0);
}

TEST_F(PaceMeterTest, MeasuresAGapOfAServerThatHadRunAhead) {
  play(5.);
  for (int block = 0; block < 40; ++block) ask();
  play(3.);
  now_ += 600ms;  // for 400 of which it had sound
  play(5.);
  EXPECT_EQ(gaps_, 1);
  EXPECT_NEAR(lost_s_, 0.2, 0.005);
}

TEST_F(PaceMeterTest, BearsAThreadThatIsLateByLessThanTheBuffer) {
  play(5.);
  for (int time = 0; time < 50; ++time) {
    now_ += 20ms;
    for (int block = 0; block < 2; ++block) ask();
    play(0.1);
  }
  EXPECT_EQ(stalls_, 0);
  EXPECT_EQ(gaps_, 0);
}

TEST_F(PaceMeterTest, CountsTheShortGapsOfACracklingDevice) {
  play(5.);
  for (int time = 0; time < 100; ++time) {
    play(0.1);
    now_ += 3ms;
  }
  play(2.);
  EXPECT_GE(gaps_, 8) << "one a second";
  EXPECT_NEAR(lost_s_, 0.3, 0.05);
}

}  // namespace
}  // namespace aeolian::daemon
