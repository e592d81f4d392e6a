// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "trainer/cli/stop_request.h"

namespace aeolian::trainer {
namespace {

TEST(InParallel, DoesEachPieceOnce) {
  std::vector<std::atomic<int>> times(100);
  in_parallel(times.size(), 3, [&](std::size_t i) { ++times[i]; });
  for (const auto& count : times) EXPECT_EQ(count, 1);
  in_parallel(0, 3, [](std::size_t) { FAIL() << "there is nothing to do"; });
}

TEST(InParallel, BeginsNothingMoreOnceItIsInterrupted) {
  std::atomic<int> begun = 0;
  const TaskProgress interrupting([](std::string_view, double) { throw Interrupted(); });
  const auto slowly = [&](std::size_t) {
    ++begun;
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
  };
  EXPECT_THROW(in_parallel(1000, 2, slowly, interrupting), Interrupted);
  EXPECT_LT(begun, 20);
}

TEST(MemoryBudget, KeepsToItsLimitAndLetsWhatIsLargerAlone) {
  MemoryBudget budget(100);
  std::atomic<int> spent = 0, most = 0;
  in_parallel(50, 4, [&](std::size_t i) {
    const int bytes = i % 10 == 0 ? 300 : 40;
    budget.spend(static_cast<std::uint64_t>(bytes), [&] {
      const int now = spent += bytes;
      for (int before = most; now > before && !most.compare_exchange_weak(before, now);) {
      }
      std::this_thread::yield();
      spent -= bytes;
    });
  });
  EXPECT_EQ(most, 300);
}

}  // namespace
}  // namespace aeolian::trainer
