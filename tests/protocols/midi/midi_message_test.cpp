// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_message.h"

#include <gtest/gtest.h>

#include <vector>

namespace aeolian::midi {
namespace {

using MessageKind = Message::Kind;
using Bytes = std::vector<std::uint8_t>;

TEST(MidiMessage, ReadsEveryKindOfChannelMessage) {
  EXPECT_EQ(parse_message(Bytes{0x80, 60, 64}), (Message{MessageKind::note_off, 1, 60, 64}));
  EXPECT_EQ(parse_message(Bytes{0x9F, 60, 64}), (Message{MessageKind::note_on, 16, 60, 64}));
  EXPECT_EQ(parse_message(Bytes{0xA1, 60, 3}), (Message{MessageKind::key_pressure, 2, 60, 3}));
  EXPECT_EQ(parse_message(Bytes{0xB2, 7, 127}), (Message{MessageKind::control_change, 3, 7, 127}));
  EXPECT_EQ(parse_message(Bytes{0xC3, 5}), (Message{MessageKind::program_change, 4, 5, 0}));
  EXPECT_EQ(parse_message(Bytes{0xD4, 6}), (Message{MessageKind::channel_pressure, 5, 6, 0}));
  EXPECT_EQ(parse_message(Bytes{0xE5, 1, 64}), (Message{MessageKind::pitch_bend, 6, 1, 64}));
}

TEST(MidiMessage, TakesANoteThatBeginsWithoutVelocityForOneThatEnds) {
  EXPECT_EQ(parse_message(Bytes{0x90, 60, 0}), (Message{MessageKind::note_off, 1, 60, 0}));
}

TEST(MidiMessage, TellsWhatIsNoMatterOfAChannelFromMalformedBytes) {
  for (const Bytes& bytes :
       {Bytes{0xF0, 1, 0xF7}, Bytes{0xF2, 1, 2}, Bytes{0xF3, 1}, Bytes{0xF8}, Bytes{0xFC}}) {
    const auto message = parse_message(bytes);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->kind, MessageKind::system);
  }
  for (const Bytes& bytes :
       {Bytes{}, Bytes{0x40}, Bytes{0x40, 1, 2}, Bytes{0xB0}, Bytes{0xB0, 7}, Bytes{0xB0, 7, 0x80},
        Bytes{0xB0, 0x87, 1}, Bytes{0x90, 60}, Bytes{0xC0}, Bytes{0xC0, 1, 2}, Bytes{0xB0, 7, 1, 2},
        Bytes{0xF0}, Bytes{0xF0, 1, 2}, Bytes{0xF4}, Bytes{0xF7}, Bytes{0xF8, 1}, Bytes{0xF2, 1}}) {
    EXPECT_FALSE(parse_message(bytes)) << testing::PrintToString(bytes);
  }
}

}  // namespace
}  // namespace aeolian::midi
