// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_backlog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace aeolian::midi {
namespace {

using testing::ElementsAre;

TimedMessage message(std::uint8_t status, std::uint8_t first, std::uint8_t second = 0) {
  return {{{status, first, second}, message_size(status) == 2 ? std::uint8_t{2} : std::uint8_t{3}}, 0};
}

/** The waiting messages, each as its last data byte. */
std::vector<int> values(Backlog& backlog) {
  std::vector<int> result;
  for (; !backlog.empty(); backlog.pop()) result.push_back(backlog.front().message.span().back());
  return result;
}

TEST(MidiBacklog, KeepsTheNewestOfEachSourceInTheOrderInWhichTheyCame) {
  const auto backlog = std::make_unique<Backlog>();
  EXPECT_TRUE(backlog->empty());
  EXPECT_FALSE(backlog->push(message(0xB0, 7, 1)));
  EXPECT_FALSE(backlog->push(message(0xB0, 8, 2)));
  EXPECT_TRUE(backlog->push(message(0xB0, 7, 3)));
  EXPECT_FALSE(backlog->push(message(0xB1, 7, 4)));
  EXPECT_THAT(values(*backlog), ElementsAre(2, 3, 4));
  EXPECT_TRUE(backlog->empty());
  EXPECT_FALSE(backlog->push(message(0xB0, 7, 5)));
  EXPECT_THAT(values(*backlog), ElementsAre(5));
}

TEST(MidiBacklog, TakesTheBeginningAndTheEndOfANoteForOneSourceAndEveryOtherKindForAnother) {
  const auto backlog = std::make_unique<Backlog>();
  backlog->push(message(0x90, 60, 1));
  EXPECT_TRUE(backlog->push(message(0x80, 60, 2)));
  for (const int status : {0xA0, 0xB0, 0xC0, 0xD0, 0xE0}) {
    EXPECT_FALSE(backlog->push(message(static_cast<std::uint8_t>(status), 60, 60))) << status;
  }
  EXPECT_TRUE(backlog->push(message(0xC0, 61))) << "a channel has one program";
  EXPECT_TRUE(backlog->push(message(0xE0, 61, 62))) << "and one wheel";
  EXPECT_THAT(values(*backlog), ElementsAre(2, 60, 60, 60, 61, 62));
}

TEST(MidiBacklog, HasRoomForEverySource) {
  const auto backlog = std::make_unique<Backlog>();
  int count = 0;
  for (int status = 0x90; status < 0xF0; ++status) {
    for (int number = 0; number < 128; ++number) {
      if (!backlog->push(message(static_cast<std::uint8_t>(status), static_cast<std::uint8_t>(number))))
        ++count;
    }
  }
  EXPECT_EQ(count, 16 * (3 * 128 + 3));
  EXPECT_EQ(values(*backlog).size(), static_cast<std::size_t>(count));
}

}  // namespace
}  // namespace aeolian::midi
