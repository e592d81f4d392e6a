// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/overlap_add.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

using testing::Each;

FrontEnd smallest() {
  return *make_front_end(44100, 1.45, 16, 20000.);
}  // 64 and 8

TEST(OverlapAdd, EachSampleIsTheSumOfEightFrames) {
  OverlapAdd overlap_add(smallest());
  std::vector<float> samples(8);
  for (int n = 0; n < 20; ++n) {
    overlap_add.push(std::vector<float>(64, 1.f));
    overlap_add.pop(samples);
    EXPECT_THAT(samples, Each(static_cast<float>(std::min(n + 1, 8)))) << n;
  }
}

TEST(OverlapAdd, WhatIsPendingIsWhatFollowsIfNoFrameComes) {
  OverlapAdd overlap_add(smallest());
  std::vector<float> samples(8);
  std::vector<float> frame(64);
  for (std::size_t i = 0; i < frame.size(); ++i) frame[i] = static_cast<float>(i);
  overlap_add.push(frame);
  overlap_add.pop(samples);
  const std::vector<float> pending(overlap_add.pending().begin(), overlap_add.pending().end());
  ASSERT_EQ(pending.size(), 56u);
  for (std::size_t hop = 0; hop < 7; ++hop) {
    overlap_add.push(std::vector<float>(64));
    overlap_add.pop(samples);
    for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(samples[i], pending[hop * 8 + i]);
  }
  EXPECT_THAT(overlap_add.pending(), Each(0.f));
}

TEST(OverlapAdd, ATailIsRenderedOnACopyWithoutAllocating) {
  OverlapAdd playing(smallest());
  OverlapAdd tail(smallest());
  const std::vector<float> frame(64, 1.f);
  std::vector<float> samples(8);
  playing.push(frame);
  playing.pop(samples);
  const std::size_t before = allocations();
  tail = playing;
  tail.push(frame);
  tail.pop(samples);
  EXPECT_EQ(allocations(), before);
  EXPECT_THAT(samples, Each(2.f));
  EXPECT_THAT(playing.pending(), Each(1.f));
  playing.reset();
  EXPECT_THAT(playing.pending(), Each(0.f));
}

}  // namespace
}  // namespace aeolian
