// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/bucket_queue.h"

#include <gtest/gtest.h>

#include <queue>

#include "core/random.h"

namespace aeolian {
namespace {

TEST(BucketQueue, GivesTheHighestLevelFirstLikeAHeap) {
  BucketQueue queue(1000);
  std::priority_queue<int> heap;
  std::vector<int> levels(1000);
  Random random(5);
  for (int item = 0; item < 1000; ++item) {
    const int level = static_cast<int>(random.bits() % BucketQueue::levels);
    levels[static_cast<std::size_t>(item)] = level;
    queue.push(item, level);
    heap.push(level);
    if (item % 3 == 0) {
      EXPECT_EQ(levels[static_cast<std::size_t>(queue.pop())], heap.top());
      heap.pop();
    }
  }
  while (!queue.empty()) {
    EXPECT_EQ(levels[static_cast<std::size_t>(queue.pop())], heap.top());
    heap.pop();
  }
  EXPECT_TRUE(heap.empty());
}

TEST(BucketQueue, WithinALevelTheLastInIsTheFirstOut) {
  BucketQueue queue(3);
  for (int item = 0; item < 3; ++item) queue.push(item, 0);
  for (int item = 2; item >= 0; --item) EXPECT_EQ(queue.pop(), item);
}

TEST(BucketQueue, ForgetsAllWhenCleared) {
  BucketQueue queue(3);
  queue.push(1, BucketQueue::levels - 1);
  queue.clear();
  EXPECT_TRUE(queue.empty());
  queue.push(2, BucketQueue::levels - 1);
  EXPECT_EQ(queue.pop(), 2);
  EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace aeolian
