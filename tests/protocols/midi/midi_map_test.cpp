#include "protocols/midi/midi_map.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/control/parameters.h"
#include "core/random.h"

namespace aeolian {
namespace {

MidiChange take(MidiMap& map, std::vector<std::uint8_t> message) {
  return map.take(message);
}

double value_of(std::uint8_t controller, std::uint8_t value, ParameterId id) {
  MidiMap map(4);
  const auto change = take(map, {0xB0, controller, value});
  EXPECT_TRUE(change.number && change.number->parameter == id);
  return change.number ? change.number->value : -1000.;
}

TEST(MidiMap, TurnsTheModulationWheelIntoTemperatureWithAsLearnedExactlyInTheMiddle) {
  EXPECT_EQ(value_of(1, 0, ParameterId::temperature), 0.);
  EXPECT_EQ(value_of(1, 32, ParameterId::temperature), 0.5);
  EXPECT_EQ(value_of(1, 64, ParameterId::temperature), 1.);
  EXPECT_EQ(value_of(1, 127, ParameterId::temperature), 2.);
}

TEST(MidiMap, TurnsVolumeIntoGainAlongTheCurveOfGeneralMidi) {
  EXPECT_EQ(value_of(7, 127, ParameterId::gain), 0.);
  EXPECT_NEAR(value_of(7, 100, ParameterId::gain), -4.2, 0.05);
  EXPECT_NEAR(value_of(7, 64, ParameterId::gain), -11.9, 0.05);
  EXPECT_EQ(value_of(7, 1, ParameterId::gain), silent_gain_db);
  EXPECT_EQ(value_of(7, 0, ParameterId::gain), silent_gain_db);
}

TEST(MidiMap, NeverLeavesTheRangeOfAParameterAndNeverFallsWhileAControllerRises) {
  for (const auto& [controller, id] : {std::pair{1, ParameterId::temperature}, {7, ParameterId::gain}}) {
    double last = parameter_spec(id).minimum;
    for (int value = 0; value < 128; ++value) {
      const double now =
          value_of(static_cast<std::uint8_t>(controller), static_cast<std::uint8_t>(value), id);
      EXPECT_GE(now, last);
      EXPECT_LE(now, parameter_spec(id).maximum);
      last = now;
    }
  }
}

TEST(MidiMap, ChoosesEncodingsByNotesRoundAndRoundOnEveryChannel) {
  MidiMap map(3);
  for (std::uint8_t note = 0; note < 128; ++note) {
    const auto status = static_cast<std::uint8_t>(0x90 | note % 16);
    EXPECT_EQ(take(map, {status, note, 64}), (MidiChange{.encoding = note % 3u}));
  }
  EXPECT_EQ(take(map, {0x90, 60, 0}), MidiChange{}) << "velocity 0 is a note that ends";
  EXPECT_EQ(take(map, {0x80, 60, 64}), MidiChange{});
}

TEST(MidiMap, AsksForNoEncodingWhereThereIsNone) {
  MidiMap map(0);
  EXPECT_EQ(take(map, {0x90, 60, 64}), MidiChange{});
}

TEST(MidiMap, MutesOnPanicUntilTheNextNote) {
  MidiMap map(3);
  EXPECT_EQ(take(map, {0xB0, 120, 0}), (MidiChange{.number = {{ParameterId::mute, 1.}}}));
  EXPECT_EQ(take(map, {0x90, 1, 64}), (MidiChange{.number = {{ParameterId::mute, 0.}}, .encoding = 1}));
  EXPECT_EQ(take(map, {0x90, 1, 64}), (MidiChange{.encoding = 1})) << "a mute that was no panic stays";
}

TEST(MidiMap, DoesNothingOnWhatSequencersSendAtEveryStop) {
  MidiMap map(3);
  EXPECT_EQ(take(map, {0xB0, 123, 0}), MidiChange{});
  EXPECT_EQ(take(map, {0xFC}), MidiChange{});
}

TEST(MidiMap, TellsOtherMessagesFromMalformedBytes) {
  const std::vector<std::vector<std::uint8_t>> fine{{0xC0, 5},     {0xD3, 5},       {0xE0, 0, 64},
                                                    {0xA0, 60, 3}, {0xF0, 1, 0xF7}, {0xF2, 1, 2},
                                                    {0xF3, 1},     {0xF8},          {0xB0, 64, 127}};
  const std::vector<std::vector<std::uint8_t>> malformed{
      {},         {0x40},    {0x40, 1, 2}, {0xB0},          {0xB0, 7}, {0xB0, 7, 0x80}, {0xB0, 0x87, 1},
      {0x90, 60}, {0xC0},    {0xC0, 1, 2}, {0xB0, 7, 1, 2}, {0xF0},    {0xF0, 1, 2},    {0xF4},
      {0xF7},     {0xF8, 1}, {0xF2, 1}};
  MidiMap map(3);
  for (const auto& message : fine) EXPECT_EQ(take(map, message), MidiChange{});
  for (const auto& message : malformed) EXPECT_EQ(take(map, message), MidiChange{.malformed = true});
}

TEST(MidiMap, SurvivesAnyBytes) {
  MidiMap map(5);
  Random random(1);
  for (int i = 0; i < 100'000; ++i) {
    std::vector<std::uint8_t> message(random.bits() % 6);
    for (auto& byte : message) byte = static_cast<std::uint8_t>(random.bits());
    const auto change = map.take(message);
    EXPECT_LT(change.encoding.value_or(0), 5u);
  }
}

}  // namespace
}  // namespace aeolian
