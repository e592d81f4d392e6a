// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/recording/background_writer.h"

#include <gtest/gtest.h>

#include <new>
#include <numeric>
#include <semaphore>
#include <vector>

#include "tests/comes_true.h"
#include "tests/stereo.h"

namespace aeolian::daemon {
namespace {

std::vector<StereoFrame> ramp(std::size_t length) {
  std::vector<float> samples(length);
  std::iota(samples.begin(), samples.end(), 0.f);
  return on_both(samples);
}

TEST(BackgroundWriter, WritesEverythingInItsOrder) {
  std::vector<StereoFrame> written;
  BackgroundWriter writer([&](ConstPairedFrames samples) -> ErrorOr<void> {
    written.insert(written.end(), samples.pair(0).begin(), samples.pair(0).end());
    return {};
  });
  const auto samples = ramp(100000);
  for (std::size_t at = 0; at < samples.size(); at += 1000) writer.push(std::span(samples).subspan(at, 1000));
  EXPECT_TRUE(writer.finish());
  EXPECT_EQ(written, samples);
  EXPECT_EQ(writer.written(), 100000u);
  EXPECT_EQ(writer.lost(), 0u);
}

TEST(BackgroundWriter, CountsWhatADiskThatIsLateHasNoRoomFor) {
  std::binary_semaphore disk(0);
  bool waited = false;
  std::uint64_t written = 0;
  BackgroundWriter writer([&](ConstPairedFrames samples) -> ErrorOr<void> {
    if (!waited) disk.acquire();  // blocks in the first write
    waited = true;
    written += samples.size();
    return {};
  });
  const std::vector<StereoFrame> block(1 << 14);
  writer.push(block);
  ASSERT_TRUE(comes_true([&] { return writer.waiting() == 0; })) << "the disk has begun, and is late";
  constexpr int blocks = 100;
  for (int i = 0; i < blocks; ++i) writer.push(block);
  const std::uint64_t pushed = (blocks + 1) * block.size();
  EXPECT_EQ(writer.lost(), blocks * block.size() - BackgroundWriter::room);
  disk.release();
  EXPECT_TRUE(writer.finish());
  EXPECT_EQ(writer.written(), written);
  EXPECT_EQ(writer.written() + writer.lost(), pushed);
}

TEST(BackgroundWriter, ALackOfMemoryCostsOnlyWhatWasToBeWrittenThen) {
  int writes = 0;
  BackgroundWriter writer([&](ConstPairedFrames) -> ErrorOr<void> {
    if (++writes == 2) throw std::bad_alloc();
    return {};
  });
  writer.push(ramp(100));
  ASSERT_TRUE(comes_true([&] { return writer.written() == 100; }));
  writer.push(ramp(50));
  ASSERT_TRUE(comes_true([&] { return writer.lost() == 50; }));
  writer.push(ramp(7));
  EXPECT_TRUE(writer.finish());
  EXPECT_EQ(writer.written(), 107u);
}

TEST(BackgroundWriter, EndsWithTheFirstErrorAndCountsTheRestAsLost) {
  int writes = 0;
  BackgroundWriter writer([&](ConstPairedFrames) -> ErrorOr<void> {
    if (++writes == 2) return fail("the disk is full");
    return {};
  });
  writer.push(ramp(100));
  ASSERT_TRUE(comes_true([&] { return writer.written() == 100; }));
  writer.push(ramp(50));
  ASSERT_TRUE(comes_true([&] { return writer.failed(); }));
  writer.push(ramp(7));
  const auto result = writer.finish();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "the disk is full");
  EXPECT_EQ(writer.written(), 100u);
  EXPECT_EQ(writer.lost(), 57u);
  EXPECT_EQ(writes, 2);
}

}  // namespace
}  // namespace aeolian::daemon
