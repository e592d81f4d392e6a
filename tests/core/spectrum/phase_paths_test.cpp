// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/phase_paths.h"

#include <gtest/gtest.h>

#include <queue>
#include <tuple>

#include "core/random.h"
#include "tests/core/spectrum/allocations.h"

namespace aeolian {
namespace {

using Levels = std::vector<std::int32_t>;
using Origins = std::vector<PhaseOrigin>;

/** Computes the same with a priority queue, as published. */
class Heap {
 public:
  Heap(const Levels& before, const Levels& now) : now_(now), origins_(now.size(), PhaseOrigin::none) {
    const int size = static_cast<int>(now.size());
    for (int bin = 0; bin < size; ++bin) {
      if (now_[at(bin)] != PhasePaths::closed) push(before[at(bin)], bin, true);
    }
    while (!queue_.empty()) {
      const auto [level, put_in, bin, is_before] = queue_.top();
      queue_.pop();
      if (is_before) {
        reach(bin, PhaseOrigin::time);
        continue;
      }
      if (bin + 1 < size) reach(bin + 1, PhaseOrigin::below);
      if (bin > 0) reach(bin - 1, PhaseOrigin::above);
    }
  }

  const Origins& origins() const { return origins_; }

 private:
  static std::size_t at(int bin) { return static_cast<std::size_t>(bin); }
  void push(int level, int bin, bool is_before) { queue_.emplace(level, put_in_++, bin, is_before); }
  void reach(int bin, PhaseOrigin origin) {
    if (now_[at(bin)] == PhasePaths::closed || origins_[at(bin)] != PhaseOrigin::none) return;
    origins_[at(bin)] = origin;
    push(now_[at(bin)], bin, false);
  }

  const Levels& now_;
  Origins origins_;
  std::priority_queue<std::tuple<int, int, int, bool>> queue_;
  int put_in_ = 0;
};

Origins found(const Levels& before, const Levels& now) {
  PhasePaths paths(now.size());
  const auto origins = paths.find(before, now);
  return {origins.begin(), origins.end()};
}

TEST(PhasePaths, AreThoseOfAPriorityQueueAlsoWhereManyBinsAreAlike) {
  Random random(3);
  for (int trial = 0; trial < 4'000; ++trial) {
    const std::size_t bins = 2 + random.bits() % 60;
    const std::uint32_t heights = 1 + random.bits() % (trial % 2 == 0 ? 5 : PhasePaths::levels);
    const bool has_gaps = random.bits() % 2 == 0;
    Levels before(bins), now(bins);
    for (std::size_t bin = 0; bin < bins; ++bin) {
      before[bin] = static_cast<std::int32_t>(random.bits() % heights);
      now[bin] = static_cast<std::int32_t>(random.bits() % heights);
      if (has_gaps && random.bits() % 8 == 0) before[bin] = now[bin] = PhasePaths::closed;
    }
    ASSERT_EQ(found(before, now), Heap(before, now).origins()) << trial;
  }
}

TEST(PhasePaths, AreThoseOfAPriorityQueueBetweenPeaksThatMirrorEachOther) {
  Random random(4);
  for (int trial = 0; trial < 1'000; ++trial) {
    Levels before{1000}, now{1000};
    for (int bin = 0; bin < 40; ++bin) {
      before.push_back(0);
      now.push_back(std::max(now.back() - static_cast<std::int32_t>(random.bits() % 3), 1));
    }
    const std::size_t middle = random.bits() % 2;  // the bin in the middle occurs once or twice
    for (std::size_t bin = now.size() - middle; bin-- > 0;) {
      before.push_back(before[bin]);
      now.push_back(now[bin]);
    }
    ASSERT_EQ(found(before, now), Heap(before, now).origins()) << trial;
  }
}

TEST(PhasePaths, OfALargeFrameAreThoseOfAPriorityQueue) {
  constexpr std::size_t bins = 8193;
  Random random(5);
  Levels before(bins), now(bins);
  for (auto* levels : {&before, &now}) {
    for (auto& level : *levels) level = static_cast<std::int32_t>(random.bits() % PhasePaths::levels);
  }
  EXPECT_EQ(found(before, now), Heap(before, now).origins());
}

TEST(PhasePaths, AreFoundWithoutAllocating) {
  PhasePaths paths(100);
  const Levels before(100, 5), now(100, 7);
  const std::size_t allocated = allocations();
  paths.find(before, now);
  EXPECT_EQ(allocations(), allocated);
}

}  // namespace
}  // namespace aeolian
