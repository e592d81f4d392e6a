// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace aeolian::midi {
namespace {

using Kind = MidiSourceKind;
using Edge = Move::Edge;
using testing::HasSubstr;

std::vector<Move> move(Decoder& decoder, std::vector<std::uint8_t> bytes) {
  return decoder.take(*parse_message(bytes));
}

std::optional<Move> only(const std::vector<Move>& moves, Kind kind) {
  const auto found = std::ranges::find(moves, kind, &Move::kind);
  return found == moves.end() ? std::nullopt : std::optional(*found);
}

TEST(MidiMove, PutsTheMiddleValueExactlyInTheMiddleAndTheEndsAtTheEnds) {
  for (const int last : {127, 16383}) {
    const auto position = [last](int value) { return Move{Kind::cc, 1, 1, value, last}.position(); };
    EXPECT_EQ(position(0), 0.);
    EXPECT_EQ(position((last + 1) / 2), 0.5);
    EXPECT_EQ(position(last), 1.);
    for (int value = 1; value <= last; ++value) ASSERT_GT(position(value), position(value - 1));
  }
}

TEST(MidiDecoder, ReadsAPlainControllerWithItsPressesAtTheMiddle) {
  Decoder decoder;
  EXPECT_EQ(only(move(decoder, {0xB2, 70, 100}), Kind::cc), (Move{Kind::cc, 70, 3, 100, 127, Edge::pressed}));
  EXPECT_EQ(only(move(decoder, {0xB2, 70, 101}), Kind::cc), (Move{Kind::cc, 70, 3, 101, 127, Edge::none}));
  EXPECT_EQ(only(move(decoder, {0xB3, 70, 1}), Kind::cc), (Move{Kind::cc, 70, 4, 1, 127, Edge::none}));
  EXPECT_EQ(only(move(decoder, {0xB2, 70, 63}), Kind::cc), (Move{Kind::cc, 70, 3, 63, 127, Edge::released}));
}

TEST(MidiDecoder, ReadsBothHalvesOfA14BitControllerAndTheCoarseAloneWhereNoFineOneEverCame) {
  Decoder decoder;
  EXPECT_EQ(only(move(decoder, {0xB0, 1, 127}), Kind::cc14), (Move{Kind::cc14, 1, 1, 127, 127}));
  EXPECT_EQ(only(move(decoder, {0xB0, 33, 5}), Kind::cc14), (Move{Kind::cc14, 1, 1, 127 << 7 | 5, 16383}));
  EXPECT_EQ(only(move(decoder, {0xB0, 1, 64}), Kind::cc14), (Move{Kind::cc14, 1, 1, 64 << 7, 16383}))
      << "a coarse value sets the fine one to 0";
  EXPECT_EQ(only(move(decoder, {0xB1, 1, 64}), Kind::cc14), (Move{Kind::cc14, 1, 2, 64, 127}))
      << "another channel has its own halves";
  EXPECT_FALSE(only(move(decoder, {0xB0, 64, 1}), Kind::cc14));
}

TEST(MidiDecoder, ReadsAnNrpnByDataEntryAndStepsUntilItIsDeselected) {
  Decoder decoder;
  EXPECT_FALSE(only(move(decoder, {0xB0, 6, 1}), Kind::nrpn)) << "none is selected yet";
  move(decoder, {0xB0, 99, 2});
  EXPECT_FALSE(only(move(decoder, {0xB0, 6, 1}), Kind::nrpn)) << "half a number is not a number";
  move(decoder, {0xB0, 98, 44});
  const int number = 2 << 7 | 44;
  EXPECT_EQ(move(decoder, {0xB0, 6, 64}).front(), (Move{Kind::nrpn, number, 1, 64, 127}));
  EXPECT_EQ(move(decoder, {0xB0, 38, 3}).front(), (Move{Kind::nrpn, number, 1, 64 << 7 | 3, 16383}));
  EXPECT_EQ(move(decoder, {0xB0, 96, 0}).front(), (Move{Kind::nrpn, number, 1, 64 << 7 | 4, 16383}));
  EXPECT_EQ(move(decoder, {0xB0, 97, 0}).front(), (Move{Kind::nrpn, number, 1, 64 << 7 | 3, 16383}));
  EXPECT_FALSE(only(move(decoder, {0xB1, 6, 1}), Kind::nrpn)) << "another channel has selected none";
  move(decoder, {0xB0, 101, 0});
  EXPECT_FALSE(only(move(decoder, {0xB0, 6, 64}), Kind::nrpn)) << "a registered number takes the data entry";
  move(decoder, {0xB0, 99, 127});
  move(decoder, {0xB0, 98, 127});
  EXPECT_FALSE(only(move(decoder, {0xB0, 6, 64}), Kind::nrpn)) << "127 127 means none";
}

TEST(MidiDecoder, LetsA7BitNrpnReachItsEndAfterTheBendRangeHasBeenSet) {
  Decoder decoder;
  const std::vector<std::vector<std::uint8_t>> bend_range{{0xB0, 101, 0}, {0xB0, 100, 0},   {0xB0, 6, 2},
                                                          {0xB0, 38, 0},  {0xB0, 101, 127}, {0xB0, 100, 127}};
  for (const auto& message : bend_range) EXPECT_FALSE(only(move(decoder, message), Kind::nrpn));
  move(decoder, {0xB0, 99, 2});
  move(decoder, {0xB0, 98, 44});
  const auto top = move(decoder, {0xB0, 6, 127}).front();
  EXPECT_EQ(top, (Move{Kind::nrpn, 2 << 7 | 44, 1, 127, 127}));
  EXPECT_EQ(top.position(), 1.);
}

TEST(MidiDecoder, KnowsForEachNrpnWhetherItHas7BitsOr14) {
  Decoder decoder;
  const auto select = [&](std::uint8_t fine) {
    move(decoder, {0xB0, 99, 0});
    move(decoder, {0xB0, 98, fine});
  };
  select(1);
  EXPECT_EQ(move(decoder, {0xB0, 6, 127}).front(), (Move{Kind::nrpn, 1, 1, 127, 127}));
  EXPECT_EQ(move(decoder, {0xB0, 38, 9}).front(), (Move{Kind::nrpn, 1, 1, 127 << 7 | 9, 16383}));
  select(2);
  EXPECT_EQ(move(decoder, {0xB0, 6, 127}).front(), (Move{Kind::nrpn, 2, 1, 127, 127}));
  select(1);
  EXPECT_EQ(move(decoder, {0xB0, 6, 127}).front(), (Move{Kind::nrpn, 1, 1, 127 << 7, 16383}))
      << "or its fader would jump at every coarse value";
}

TEST(MidiDecoder, KeepsTheStepsOfAnNrpnWithinItsRange) {
  Decoder decoder;
  move(decoder, {0xB0, 99, 0});
  move(decoder, {0xB0, 98, 1});
  EXPECT_EQ(move(decoder, {0xB0, 97, 0}).front().value, 0);
  move(decoder, {0xB0, 6, 127});
  EXPECT_EQ(move(decoder, {0xB0, 96, 0}).front().value, 127);
}

TEST(MidiDecoder, ReadsKeysPressureBendAndPrograms) {
  Decoder decoder;
  using testing::ElementsAre;
  EXPECT_THAT(move(decoder, {0x93, 60, 90}), ElementsAre(Move{Kind::note, 60, 4, 90, 127, Edge::pressed}));
  EXPECT_THAT(move(decoder, {0x83, 60, 9}), ElementsAre(Move{Kind::note, 60, 4, 0, 127, Edge::released}));
  EXPECT_THAT(move(decoder, {0xA3, 60, 9}), ElementsAre(Move{Kind::key_pressure, 60, 4, 9}));
  EXPECT_THAT(move(decoder, {0xD3, 9}), ElementsAre(Move{Kind::pressure, 0, 4, 9}));
  EXPECT_THAT(move(decoder, {0xE3, 1, 64}), ElementsAre(Move{Kind::bend, 0, 4, 8193, 16383}));
  EXPECT_THAT(move(decoder, {0xC3, 9}), ElementsAre(Move{Kind::program, 9, 4, 9, 127, Edge::pressed}));
}

TEST(MidiDecoder, MakesNoSourceOfChannelModeMessages) {
  Decoder decoder;
  for (std::uint8_t controller = 120; controller < 128; ++controller) {
    EXPECT_TRUE(move(decoder, {0xB0, controller, 127}).empty());
  }
}

TEST(MidiSource, IsWrittenAsItIsRead) {
  for (const std::string text :
       {"cc 0", "cc 119", "cc14 31", "nrpn 16382", "note 60", "note any", "key-pressure any",
        "key-pressure 1", "pressure", "bend", "program any", "program 127"}) {
    const auto source = parse_source(text);
    ASSERT_TRUE(source) << text << ": " << source.error().message;
    EXPECT_EQ(source->text(), text);
  }
}

TEST(MidiSource, IsRefusedWithWhatWouldBeRight) {
  const auto refusal = [](std::string_view text) {
    const auto source = parse_source(text);
    return source ? "taken: " + source->text() : source.error().message;
  };
  EXPECT_EQ(refusal("cc"), "cc takes a number, 0 to 119");
  EXPECT_EQ(refusal("cc 120"), "cc takes a number, 0 to 119");
  EXPECT_EQ(refusal("cc any"), "cc takes a number, 0 to 119");
  EXPECT_EQ(refusal("cc 7x"), "cc takes a number, 0 to 119");
  EXPECT_EQ(refusal("cc  7"), "cc takes a number, 0 to 119");
  EXPECT_EQ(refusal("cc14 32"), "cc14 takes a number, 0 to 31");
  EXPECT_EQ(refusal("nrpn 16383"), "nrpn takes a number, 0 to 16382");
  EXPECT_EQ(refusal("note 128"), "note takes a number, 0 to 127, or any");
  EXPECT_EQ(refusal("bend 1"), "bend takes no number");
  EXPECT_THAT(refusal("nite 60"), HasSubstr("did you mean note"));
  EXPECT_THAT(refusal(""), HasSubstr("there is no such MIDI source"));
}

TEST(MidiSource, HearsItsNumberAndChannelOrAny) {
  const Move at_60{Kind::note, 60, 3, 1};
  EXPECT_TRUE((MidiSource{Kind::note}).hears(at_60));
  EXPECT_TRUE((MidiSource{Kind::note, 60, 3}).hears(at_60));
  EXPECT_FALSE((MidiSource{Kind::note, 61, 3}).hears(at_60));
  EXPECT_FALSE((MidiSource{Kind::note, 60, 4}).hears(at_60));
  EXPECT_FALSE((MidiSource{Kind::key_pressure, 60, 3}).hears(at_60));
}

}  // namespace
}  // namespace aeolian::midi
