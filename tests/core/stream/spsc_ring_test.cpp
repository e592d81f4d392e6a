// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/spsc_ring.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <thread>
#include <vector>

namespace aeolian {
namespace {

TEST(SpscRing, GivesBackWhatWasPushedInOrder) {
  SpscRing<int, 8> ring;
  const std::array<int, 5> in{1, 2, 3, 4, 5};
  EXPECT_EQ(ring.push(in), 5u);
  std::array<int, 5> out{};
  EXPECT_EQ(ring.pop(out), 5u);
  EXPECT_EQ(out, in);
}

TEST(SpscRing, TakesOnlyWhatFits) {
  SpscRing<int, 8> ring;
  std::vector<int> in(11);
  std::iota(in.begin(), in.end(), 0);
  EXPECT_EQ(ring.push(in), 8u);
  EXPECT_FALSE(ring.push(99));
  std::vector<int> out(11, -1);
  EXPECT_EQ(ring.pop(out), 8u);
  EXPECT_EQ(out[7], 7);
  EXPECT_EQ(out[8], -1);
}

TEST(SpscRing, AnEmptyRingLeavesTheItemAsItWas) {
  SpscRing<int, 8> ring;
  int item = 42;
  EXPECT_FALSE(ring.pop(item));
  EXPECT_EQ(item, 42);
}

TEST(SpscRing, PeekingLeavesTheItemThere) {
  SpscRing<int, 4> ring;
  int item = 7;
  EXPECT_FALSE(ring.peek(item));
  EXPECT_EQ(item, 7);
  for (int n = 0; n < 10; ++n) {
    ASSERT_TRUE(ring.push(n));
    ASSERT_TRUE(ring.peek(item));
    EXPECT_EQ(item, n);
    EXPECT_EQ(ring.size(), 1u);
    ASSERT_TRUE(ring.pop(item));
  }
}

TEST(SpscRing, WrapsAroundItsEndManyTimes) {
  SpscRing<int, 8> ring;
  for (int i = 0; i < 1000; i += 3) {
    const std::array<int, 3> in{i, i + 1, i + 2};
    ASSERT_EQ(ring.push(in), 3u);
    std::array<int, 3> out{};
    ASSERT_EQ(ring.pop(out), 3u);
    ASSERT_EQ(out, in);
  }
  EXPECT_EQ(ring.written(), 1002u);
  EXPECT_EQ(ring.taken(), 1002u);
}

/** Varying block sizes, the same in every run. */
std::size_t block_size(std::uint32_t& state) {
  state = state * 1664525u + 1013904223u;
  return 1 + (state >> 24) % 61;
}

TEST(SpscRing, TwoThreadsSeeEveryItemOnceAndInOrder) {
  constexpr std::uint32_t total = 60'000;
  SpscRing<std::uint32_t, 256> ring;
  std::jthread producer([&ring] {
    std::uint32_t state = 1;
    std::vector<std::uint32_t> block;
    for (std::uint32_t next = 0; next < total;) {
      block.resize(std::min<std::size_t>(block_size(state), total - next));
      std::iota(block.begin(), block.end(), next);
      const std::size_t pushed = ring.push(std::span<const std::uint32_t>(block));
      next += static_cast<std::uint32_t>(pushed);
      if (pushed == 0) {
        std::this_thread::yield();
      }
    }
  });
  std::uint32_t state = 2;
  std::vector<std::uint32_t> block(64);
  for (std::uint32_t expected = 0; expected < total;) {
    const std::size_t popped = ring.pop(std::span(block).first(block_size(state)));
    for (std::size_t i = 0; i < popped; ++i) {
      ASSERT_EQ(block[i], expected++);
    }
    if (popped == 0) {
      std::this_thread::yield();
    }
  }
  EXPECT_EQ(ring.size(), 0u);
}

}  // namespace
}  // namespace aeolian
