// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/reply_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

namespace aeolian::osc {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class ReplyQueueTest : public testing::Test {
 protected:
  int times_woken_ = 0;  // guarded by the queue's lock
  std::shared_ptr<ReplyQueue<int>> replies_ =
      std::make_shared<ReplyQueue<int>>("/a", [this] { ++times_woken_; });
};

TEST_F(ReplyQueueTest, WakeTheServerAndTellWhereTheyGo) {
  const auto recipient = replies_->recipient(7);
  EXPECT_EQ(times_woken_, 0);
  recipient->reply({"/a/done", {}});
  EXPECT_EQ(times_woken_, 1);
  recipient->fail("/a/model/load", 3, Failure::busy, "no");
  const auto taken = replies_->take();
  ASSERT_THAT(taken, SizeIs(2));
  EXPECT_EQ(taken[0].address, 7);
  EXPECT_FALSE(taken[0].is_failure);
  EXPECT_TRUE(taken[1].is_failure);
  EXPECT_EQ(taken[1].message,
            (Message{"/a/fail",
                     {std::string("/a/model/load"), std::int32_t{3}, std::int32_t{409}, std::string("no")}}));
  EXPECT_THAT(replies_->take(), IsEmpty());
}

TEST_F(ReplyQueueTest, AreDroppedOnceTheServerIsGone) {
  const auto recipient = replies_->recipient(7);
  recipient->reply({"/a/done", {}});
  replies_->close();
  recipient->reply({"/a/done", {}});
  EXPECT_EQ(times_woken_, 1);
  EXPECT_THAT(replies_->take(), IsEmpty());
  replies_.reset();
  recipient->reply({"/a/done", {}});
}

TEST_F(ReplyQueueTest, AreDroppedAndCountedBeyondTheMost) {
  const auto recipient = replies_->recipient(7);
  for (std::size_t i = 0; i < ReplyQueue<int>::most + 3; ++i) recipient->reply({"/a/done", {}});
  EXPECT_EQ(replies_->lost(), 3u);
  EXPECT_THAT(replies_->take(), SizeIs(ReplyQueue<int>::most));
  recipient->reply({"/a/done", {}});
  EXPECT_THAT(replies_->take(), SizeIs(1));
}

TEST_F(ReplyQueueTest, ComeFromManyThreads) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([recipient = replies_->recipient(7)] {
      for (int k = 0; k < 250; ++k) recipient->reply({"/a/done", {}});
    });
  }
  threads.clear();
  EXPECT_THAT(replies_->take(), SizeIs(1000));
}

}  // namespace
}  // namespace aeolian::osc
