// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/rate_meter.h"

#include <gtest/gtest.h>

namespace aeolian::daemon {
namespace {

using namespace std::chrono_literals;

/** A device of 44,100 Hz that takes `block` frames at a time, polled every 20 ms. */
class RateMeterTest : public testing::Test {
 protected:
  void play(std::chrono::milliseconds time, std::uint64_t block) {
    for (const auto end = now_ + time; now_ < end;) {
      now_ += 20ms;
      played_ += 882;
      meter_.look(played_ / block * block, now_);
    }
  }

  RateMeter meter_;
  RateMeter::Clock::time_point now_{1h};
  std::uint64_t played_ = 0;
};

// Behind PulseAudio it once reported 39,465 Hz while a tone of 440 Hz was heard at 440.00000 Hz.
TEST_F(RateMeterTest, IsNotMisledByTheLongBlocksOfASoundServer) {
  for (const std::uint64_t block : {256, 3528, 7000}) {
    play(6s, block);
    for (int look = 0; look < 20; ++look) {
      play(1s, block);
      EXPECT_NEAR(meter_.rate(), 44100., 44100. * .01) << block;
    }
  }
}

TEST_F(RateMeterTest, IsNothingWhileTheDeviceTakesNothing) {
  play(7s, 256);
  EXPECT_GT(meter_.rate(), 0.);
  for (int second = 0; second < 8; ++second) meter_.look(played_, now_ += 1s);
  EXPECT_EQ(meter_.rate(), 0.);
  play(12s, 256);
  EXPECT_NEAR(meter_.rate(), 44100., 44100. * .01) << "it has come back";
}

}  // namespace
}  // namespace aeolian::daemon
