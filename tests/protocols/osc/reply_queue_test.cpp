// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/reply_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <thread>

namespace aeolian {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class LaterAnswersTest : public testing::Test {
 protected:
  ~LaterAnswersTest() override { close(wake_event_); }
  bool is_awake() const {
    eventfd_t times = 0;
    return eventfd_read(wake_event_, &times) == 0;
  }

  const int wake_event_ = eventfd(0, EFD_NONBLOCK);
  const SocketAddress to_ = SocketAddress::from_text("127.0.0.1", 9001).value();
  std::shared_ptr<ReplyQueue> answers_ = std::make_shared<ReplyQueue>("/a", wake_event_);
};

TEST_F(LaterAnswersTest, WakeTheServerAndTellWhereTheyGo) {
  const auto recipient = answers_->recipient(to_, to_);
  EXPECT_FALSE(is_awake());
  recipient->reply({"/a/done", {}});
  EXPECT_TRUE(is_awake());
  recipient->fail("/a/model/load", 3, OscFailure::busy, "no");
  const auto taken = answers_->take();
  ASSERT_THAT(taken, SizeIs(2));
  EXPECT_EQ(taken[0].to.text(), "127.0.0.1:9001");
  EXPECT_FALSE(taken[0].is_failure);
  EXPECT_TRUE(taken[1].is_failure);
  EXPECT_EQ(
      taken[1].message,
      (OscMessage{"/a/fail",
                  {std::string("/a/model/load"), std::int32_t{3}, std::int32_t{409}, std::string("no")}}));
  EXPECT_THAT(answers_->take(), IsEmpty());
}

TEST_F(LaterAnswersTest, AreDroppedOnceTheServerIsGone) {
  const auto recipient = answers_->recipient(to_, to_);
  recipient->reply({"/a/done", {}});
  is_awake();
  answers_->close();
  recipient->reply({"/a/done", {}});
  EXPECT_FALSE(is_awake());
  EXPECT_THAT(answers_->take(), IsEmpty());
  answers_.reset();
  recipient->reply({"/a/done", {}});
}

TEST_F(LaterAnswersTest, ComeFromManyThreads) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([recipient = answers_->recipient(to_, to_)] {
      for (int k = 0; k < 250; ++k) recipient->reply({"/a/done", {}});
    });
  }
  threads.clear();
  EXPECT_THAT(answers_->take(), SizeIs(1000));
}

}  // namespace
}  // namespace aeolian
