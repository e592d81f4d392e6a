// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/work_queue.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <new>
#include <vector>

namespace aeolian::osc {
namespace {

TEST(WorkQueue, DoesAllInOrderBeforeItEnds) {
  std::vector<int> done;
  {
    WorkQueue queue;
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(queue.add([&done, i] { done.push_back(i); }));
    EXPECT_TRUE(queue.when_done([&done] { done.push_back(5); }));
  }
  EXPECT_EQ(done, (std::vector<int>{0, 1, 2, 3, 4, 5}));
}

TEST(WorkQueue, GoesOnAfterWhatThereWasNoMemoryFor) {
  bool is_done = false;
  {
    WorkQueue queue;
    queue.add([] { throw std::bad_alloc(); });
    queue.add([&is_done] { is_done = true; });
  }
  EXPECT_TRUE(is_done);
}

TEST(WorkQueue, IsDoneAtOnceWhereNothingWaits) {
  WorkQueue queue;
  const auto here = std::this_thread::get_id();
  std::thread::id by;
  EXPECT_TRUE(queue.when_done([&by] { by = std::this_thread::get_id(); }));
  EXPECT_EQ(by, here);
}

TEST(WorkQueue, TakesNoMoreThanMayWait) {
  std::promise<void> started, go;
  WorkQueue queue;
  ASSERT_TRUE(queue.add([&] {
    started.set_value();
    go.get_future().wait();
  }));
  started.get_future().wait();
  for (std::size_t i = 0; i < WorkQueue::most; ++i) EXPECT_TRUE(queue.add([] {}));
  EXPECT_FALSE(queue.add([] {}));
  EXPECT_FALSE(queue.when_done([] {}));
  go.set_value();
}

}  // namespace
}  // namespace aeolian::osc
