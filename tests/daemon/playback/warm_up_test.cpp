// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/warm_up.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "core/generator/ensemble.h"
#include "core/generator/sine_source.h"

namespace aeolian::daemon {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;

/** A clock that advances by `pace` each time it is read. */
Clock clock_that_goes(std::chrono::nanoseconds pace) {
  return [pace, now = std::chrono::steady_clock::time_point()]() mutable { return now += pace; };
}

TEST(WarmUp, TellsHowLongAStepTakesOfWhatItSounds) {
  Ensemble source{std::make_unique<SineSource>(8000, 80, 440., 0.25f)};
  const double step_s = 0.01 * source.hops_per_step();
  const WarmUp found = warm_up(source, clock_that_goes(5ms));
  EXPECT_TRUE(found.gives_sound);
  EXPECT_NEAR(found.load, 0.005 / step_s, 1e-6);
}

TEST(WarmUp, OneSlowStepIsNotTakenForASlowModel) {
  Ensemble source{std::make_unique<SineSource>(8000, 80, 440., 0.25f)};
  int looks = 0;
  auto now = std::chrono::steady_clock::time_point();
  const WarmUp found = warm_up(source, [&] { return now += looks++ == 1 ? 10s : 1us; });
  EXPECT_LT(found.load, 0.01);
}

TEST(WarmUp, WarnsOfWhatIsTooSlowForThisMachineAlone) {
  EXPECT_THAT(load_warning("wind", 0.5), IsEmpty());
  EXPECT_THAT(load_warning("wind", 3.04),
              HasSubstr("wind is too slow for this machine: computing a step takes 3.0 times"));
}

}  // namespace
}  // namespace aeolian::daemon
