// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/shared_stream.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace aeolian {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

SharedStream make_stream() {
  auto stream = SharedStream::create(44100);
  EXPECT_TRUE(stream) << stream.error().message;
  return std::move(*stream);
}

TEST(SharedStream, AnotherProcessTakesWhatWasPublished) {
  SharedStream stream = make_stream();
  const std::vector<StereoFrame> frames{{1.f, 0.f}, {2.f, 0.f}, {3.f, -3.f}};
  const std::vector<StereoFrame> tail(100, {0.5f, 0.25f});
  ASSERT_TRUE(stream.publish(frames, tail));
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto other = SharedStream::attach(dup(stream.fd()));
    std::vector<StereoFrame> taken(8);
    const bool right = other && other->sample_rate() == 44100 && other->take(taken) == 3 &&
                       taken[2] == frames[2] && other->copy_tail(taken) == 8 && taken[7] == tail[7];
    _exit(right ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(stream.fill(), 0u);
}

TEST(SharedStream, ATailBelongsToTheEndOfItsStep) {
  SharedStream stream = make_stream();
  std::vector<StereoFrame> out(100);
  const std::vector<StereoFrame> step(10);
  EXPECT_EQ(stream.copy_tail(out), 0u) << "nothing was published";
  ASSERT_TRUE(stream.publish(step, std::vector<StereoFrame>(20, centred(1.f))));
  ASSERT_TRUE(stream.publish(step, std::vector<StereoFrame>(30, centred(2.f))));
  stream.take(std::span(out).first(5));
  EXPECT_EQ(stream.copy_tail(out), 0u) << "in the middle of a step";
  stream.take(std::span(out).first(5));
  ASSERT_EQ(stream.copy_tail(out), 20u);
  EXPECT_EQ(out[0], centred(1.f));
  stream.take(std::span(out).first(10));
  ASSERT_EQ(stream.copy_tail(out), 30u);
  EXPECT_EQ(out[0], centred(2.f));
}

TEST(SharedStream, AFullRingTakesNothingOfAStep) {
  SharedStream stream = make_stream();
  const std::vector<StereoFrame> most(SharedStream::ring_capacity - 10);
  ASSERT_TRUE(stream.publish(most, {}));
  EXPECT_FALSE(stream.publish(std::vector<StereoFrame>(11), {}));
  EXPECT_EQ(stream.fill(), most.size());
  EXPECT_TRUE(stream.publish(std::vector<StereoFrame>(10), {}));
}

TEST(SharedStream, ATailIsNeverATornOneWhileTheGeneratorRuns) {
  SharedStream stream = make_stream();
  std::atomic<bool> done = false;
  std::jthread generator([&] {
    std::vector<StereoFrame> step(7);
    std::vector<StereoFrame> tail(4096);
    for (int i = 1; i <= 500; ++i) {
      std::ranges::fill(tail, centred(static_cast<float>(i)));
      while (!stream.publish(step, tail)) {
        std::this_thread::yield();
      }
      if (i % 3 == 0) {
        std::this_thread::yield();
      }
    }
    done = true;
  });
  std::vector<StereoFrame> step(7);
  std::vector<StereoFrame> tail(4096);
  while (!done || stream.fill() > 0) {
    stream.take(step);
    const std::size_t size = stream.copy_tail(tail);
    ASSERT_TRUE(std::ranges::all_of(std::span(tail).first(size),
                                    [&](const StereoFrame& frame) { return frame == tail[0]; }));
  }
}

TEST(SharedStream, TheWaitEndsWhenTheConsumerHasTaken) {
  SharedStream stream = make_stream();
  ASSERT_TRUE(stream.publish(std::vector<StereoFrame>(100), {}));
  std::jthread consumer([&stream] {
    std::this_thread::sleep_for(milliseconds(20));
    std::vector<StereoFrame> out(50);
    stream.take(out);
    stream.wake();
  });
  const auto begin = steady_clock::now();
  stream.wait_below(100, milliseconds(60'000));
  EXPECT_LT(steady_clock::now() - begin, milliseconds(50'000)) << "the wake-up came, not the time-out";
  EXPECT_LT(stream.fill(), 100u);
}

TEST(SharedStream, TheWaitDoesNotBeginWhenTheRingIsLowAlready) {
  SharedStream stream = make_stream();
  const auto begin = steady_clock::now();
  stream.wait_below(1, milliseconds(60'000));
  EXPECT_LT(steady_clock::now() - begin, milliseconds(50'000));
}

TEST(SharedStream, TheWaitEndsByItselfWhenTheConsumerStandsStill) {
  SharedStream stream = make_stream();
  ASSERT_TRUE(stream.publish(std::vector<StereoFrame>(100), {}));
  stream.wait_below(100, milliseconds(10));
  EXPECT_EQ(stream.fill(), 100u);
}

TEST(SharedStream, WhatIsNotAStreamIsRefusedWithTheReason) {
  const auto closed = SharedStream::attach(987);
  ASSERT_FALSE(closed);
  EXPECT_NE(closed.error().message.find("987"), std::string::npos);

  const auto wrong_size = SharedStream::attach(memfd_create("short", MFD_CLOEXEC));
  ASSERT_FALSE(wrong_size);
  EXPECT_NE(wrong_size.error().message.find("not a stream"), std::string::npos);

  SharedStream stream = make_stream();
  const int zeros = memfd_create("zeros", MFD_CLOEXEC);
  ASSERT_EQ(ftruncate(zeros, lseek(stream.fd(), 0, SEEK_END)), 0);
  EXPECT_FALSE(SharedStream::attach(zeros)) << "right size, no header";
}

}  // namespace
}  // namespace aeolian
