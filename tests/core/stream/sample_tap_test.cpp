// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/sample_tap.h"

#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <vector>

namespace aeolian {
namespace {

TEST(SampleTap, TakesNothingUntilItIsOpenedNorOnceItIsClosed) {
  const auto tap = std::make_unique<SampleTap>();
  std::vector<StereoFrame> frames(10, centred(1.f));
  tap->offer(frames);
  EXPECT_EQ(tap->take(frames), 0u);
  tap->open();
  tap->offer(frames);
  tap->close();
  tap->offer(frames);
  std::vector<StereoFrame> taken(100);
  EXPECT_EQ(tap->take(taken), 10u) << "samples from before it was closed can still be read";
  EXPECT_EQ(tap->lost(), 0u);
}

TEST(SampleTap, LeavesOutWholeStepsAndCountsThem) {
  const auto tap = std::make_unique<SampleTap>();
  tap->open();
  std::vector<StereoFrame> step(1000);
  constexpr std::size_t steps = SampleTap::capacity / 1000;
  for (std::size_t n = 0; n < steps + 3; ++n) {
    std::ranges::fill(step, centred(static_cast<float>(n)));
    tap->offer(step);
  }
  EXPECT_EQ(tap->lost(), 3000u);
  for (std::size_t n = 0; n < steps; ++n) {
    ASSERT_EQ(tap->take(step), 1000u);
    ASSERT_EQ(step.front(), centred(static_cast<float>(n)));
    ASSERT_EQ(step.back(), centred(static_cast<float>(n)));
  }
  EXPECT_EQ(tap->take(step), 0u);
}

TEST(SampleTap, OpenedAgainItHasForgottenWhatWasBefore) {
  const auto tap = std::make_unique<SampleTap>();
  tap->open();
  const std::vector<StereoFrame> old(SampleTap::capacity);
  tap->offer(old);
  tap->offer(old);
  EXPECT_GT(tap->lost(), 0u);
  tap->close();
  tap->open();
  EXPECT_EQ(tap->lost(), 0u);
  tap->offer(std::vector<StereoFrame>{{2.f, 3.f}});
  std::vector<StereoFrame> taken(4);
  EXPECT_EQ(tap->take(taken), 1u);
  EXPECT_EQ(taken[0], (StereoFrame{2.f, 3.f}));
}

}  // namespace
}  // namespace aeolian
