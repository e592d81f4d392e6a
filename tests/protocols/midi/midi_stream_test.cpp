// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace aeolian::midi {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Bytes = std::vector<std::uint8_t>;

class MidiStreamTest : public testing::Test {
 protected:
  std::vector<Bytes> messages(const Bytes& bytes) {
    std::vector<Bytes> result;
    for (const auto byte : bytes) {
      if (const auto message = stream_.push(byte)) {
        result.emplace_back(message->span().begin(), message->span().end());
      }
    }
    return result;
  }

  Stream stream_;
};

TEST_F(MidiStreamTest, CutsEveryKindOfMessageByItsLength) {
  EXPECT_THAT(
      messages({0x80, 60, 64, 0x91, 60, 64, 0xA2, 60, 3, 0xB3, 7, 127, 0xC4, 5, 0xD5, 6, 0xE6, 1, 64}),
      ElementsAre(Bytes{0x80, 60, 64}, Bytes{0x91, 60, 64}, Bytes{0xA2, 60, 3}, Bytes{0xB3, 7, 127},
                  Bytes{0xC4, 5}, Bytes{0xD5, 6}, Bytes{0xE6, 1, 64}));
  EXPECT_THAT(messages({0xF1, 1, 0xF2, 2, 3, 0xF3, 4, 0xF6}),
              ElementsAre(Bytes{0xF1, 1}, Bytes{0xF2, 2, 3}, Bytes{0xF3, 4}, Bytes{0xF6}));
  EXPECT_EQ(stream_.malformed(), 0u);
}

TEST_F(MidiStreamTest, HearsTheMessageThatCutsAnotherShort) {
  for (const Bytes& cut : {Bytes{0xB0}, Bytes{0xB0, 20}, Bytes{0xC0}, Bytes{0xF2, 1}, Bytes{0xF3}}) {
    EXPECT_THAT(messages(cut), IsEmpty());
    EXPECT_THAT(messages({0xB0, 20, 10}), ElementsAre(Bytes{0xB0, 20, 10})) << testing::PrintToString(cut);
  }
  EXPECT_EQ(stream_.malformed(), 5u);
}

TEST_F(MidiStreamTest, HearsWhatFollowsASystemExclusiveMessageThatNeverEnds) {
  EXPECT_THAT(messages({0xF0, 0x7D, 1, 2, 3}), IsEmpty());
  EXPECT_THAT(messages({0xB0, 20, 10}), ElementsAre(Bytes{0xB0, 20, 10}));
  EXPECT_EQ(stream_.malformed(), 1u);
}

TEST_F(MidiStreamTest, LeavesOutSystemExclusiveMessagesOfAnyLengthAndHearsTheClockWithinThem) {
  EXPECT_THAT(messages({0xF0}), IsEmpty());
  for (int i = 0; i < 100'000; ++i) ASSERT_THAT(messages({0x7D}), IsEmpty());
  EXPECT_THAT(messages({0xF8, 1, 0xFE, 0xF7, 0xB0, 20, 10}),
              ElementsAre(Bytes{0xF8}, Bytes{0xFE}, Bytes{0xB0, 20, 10}));
  EXPECT_EQ(stream_.malformed(), 0u);
}

TEST_F(MidiStreamTest, HearsRealTimeBytesWithinAMessageWhichGoesOnBehindThem) {
  EXPECT_THAT(messages({0xB0, 0xF8, 20, 0xFE, 0xFF, 10}),
              ElementsAre(Bytes{0xF8}, Bytes{0xFE}, Bytes{0xFF}, Bytes{0xB0, 20, 10}));
  EXPECT_THAT(messages({0xFA, 30, 0xFC, 40}), ElementsAre(Bytes{0xFA}, Bytes{0xFC}, Bytes{0xB0, 30, 40}));
}

TEST_F(MidiStreamTest, TakesTheStatusByteThatRunsOnAcrossPackets) {
  EXPECT_THAT(messages({0xB0, 20, 10, 20, 11, 21}), ElementsAre(Bytes{0xB0, 20, 10}, Bytes{0xB0, 20, 11}));
  EXPECT_THAT(messages({12}), ElementsAre(Bytes{0xB0, 21, 12}));
  EXPECT_THAT(messages({0xC1, 5, 6}), ElementsAre(Bytes{0xC1, 5}, Bytes{0xC1, 6}));
  EXPECT_EQ(stream_.malformed(), 0u);
}

TEST_F(MidiStreamTest, LetsNoStatusByteRunOnBeyondASystemMessage) {
  for (const Bytes& system :
       {Bytes{0xF0, 1, 0xF7}, Bytes{0xF1, 1}, Bytes{0xF4}, Bytes{0xF5}, Bytes{0xF6}, Bytes{0xF7}}) {
    messages({0xB0, 20, 10});
    messages(system);
    EXPECT_THAT(messages({20, 11}), IsEmpty()) << testing::PrintToString(system);
  }
}

TEST_F(MidiStreamTest, LeavesOutUndefinedStatusBytesAndHearsWhatFollows) {
  EXPECT_THAT(messages({0xF4, 0xF5, 0xF9, 0xFD, 0xB0, 20, 40}), ElementsAre(Bytes{0xB0, 20, 40}));
  EXPECT_THAT(messages({0xB0, 0xF9, 20, 0xFD, 41}), ElementsAre(Bytes{0xB0, 20, 41}));
}

TEST_F(MidiStreamTest, CountsARunOfDataBytesWithoutAStatusByteOnce) {
  EXPECT_THAT(messages({1, 2, 3, 4}), IsEmpty());
  EXPECT_EQ(stream_.malformed(), 1u);
  EXPECT_THAT(messages({0xB0, 20, 10}), ElementsAre(Bytes{0xB0, 20, 10}));
}

}  // namespace
}  // namespace aeolian::midi
