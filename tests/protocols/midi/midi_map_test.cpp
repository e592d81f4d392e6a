// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/random.h"
#include "tests/protocols/midi/controller.h"

namespace aeolian::midi {
namespace {

using namespace std::chrono_literals;
using enum ParameterId;
using testing::ElementsAre;
using testing::FloatNear;
using testing::IsEmpty;

TEST(DefaultMidiMap, TurnsTheModulationWheelIntoTemperatureWithAsLearnedExactlyInTheMiddle) {
  Controller controller;
  for (const auto& [value, temperature_then] : {std::pair{60, 1.}, {64, 1.}, {32, 0.5}, {127, 2.}, {0, 0.}}) {
    controller.cc(1, value);
    EXPECT_EQ(controller.number(temperature), temperature_then) << value;
  }
}

TEST(DefaultMidiMap, TurnsVolumeIntoGainFromSilenceToFullNearlyAsGeneralMidi) {
  Controller controller;
  for (const auto& [value, gain_then] : {std::pair{126, 0.}, {127, 0.}, {100, -4.2}, {64, -12.}, {0, -60.}}) {
    controller.cc(7, value);
    EXPECT_NEAR(controller.number(gain), gain_then, 0.1) << value;
  }
}

TEST(DefaultMidiMap, BendsThePitchAndComesBackExactly) {
  Controller controller;
  controller.send({0xE0, 0x7F, 0x7F});
  EXPECT_EQ(controller.number(transpose), 2.);
  controller.send({0xE0, 0, 0});
  EXPECT_EQ(controller.number(transpose), -2.);
  controller.send({0xE0, 0, 64});
  EXPECT_EQ(controller.number(transpose), 0.);
}

TEST(DefaultMidiMap, TakesTheSoundControllersAsGeneralMidi2NamesThem) {
  for (const auto& [cc, id, low, high] : {std::tuple{10, pan, -1., 1.},
                                          {71, sharpen, -1., 1.},
                                          {73, attack, 1., -1.},
                                          {74, bright, -24., 24.}}) {
    Controller controller;
    for (const auto& [value, then] : {std::pair{64, 0.}, {0, low}, {64, 0.}, {127, high}}) {
      controller.cc(cc, value);
      EXPECT_EQ(controller.number(id), then) << cc << " at " << value;
    }
  }
}

TEST(DefaultMidiMap, WidensClosesInAndHoldsByTheControllersNearestInMeaning) {
  Controller controller;
  controller.cc(93, 64);
  controller.cc(93, 127);
  EXPECT_EQ(controller.number(ParameterId::width), 2.);
  controller.cc(93, 64);
  EXPECT_EQ(controller.number(ParameterId::width), 1.) << "as learned in the middle";
  controller.cc(91, 127);
  controller.cc(91, 0);
  EXPECT_EQ(controller.number(ParameterId::memory), 0.);
  controller.cc(66, 127);
  EXPECT_EQ(controller.number(ParameterId::freeze), 1.);
  controller.cc(66, 0);
  EXPECT_EQ(controller.number(ParameterId::freeze), 0.);
}

TEST(DefaultMidiMap, MovesAlongEachAxisOfTheMap) {
  Controller controller;
  const auto goes_to = [&](int cc, double at) {
    for (int value = 0; value <= 127; ++value) controller.cc(cc, value);  // picks it up on the way
    controller.cc(cc, static_cast<int>(std::lround(127. * at)));
  };
  goes_to(12, 0.);
  goes_to(13, 1.);
  EXPECT_EQ(controller.instrument.parameters.encoding_place(), (Place{0., 1.}));
}

TEST(DefaultMidiMap, TurnsEightControllersIntoTheFadersOfTheEncoding) {
  Controller controller;
  for (int fader = 0; fader < 8; ++fader) {
    const double present = controller.instrument.parameters.encoding_fader(static_cast<std::size_t>(fader));
    EXPECT_EQ(present, 0.);
    controller.cc(16 + fader, 60);
    controller.cc(16 + fader, 127);
    const double moved = controller.instrument.parameters.encoding_fader(static_cast<std::size_t>(fader));
    EXPECT_EQ(moved, fader < 2 ? 1. : 0.) << "the checkpoint has two dimensions";
  }
  EXPECT_EQ(controller.control.refusals(), 6u);
  EXPECT_THAT(controller.instrument.parameters.encoding(),
              ElementsAre(FloatNear(0.7071f, 1e-4f), FloatNear(0.7071f, 1e-4f)));
}

TEST(DefaultMidiMap, ChoosesEncodingsByNotesRoundAndRoundOnEveryChannel) {
  Controller controller;
  for (int note = 0; note < 128; ++note) {
    controller.send({static_cast<std::uint8_t>(0x90 | note % 16), static_cast<std::uint8_t>(note), 64});
    EXPECT_EQ(controller.instrument.parameters.encoding_name(), note % 2 ? "sea" : "wind");
  }
  const auto before = controller.instrument.sent().size();
  controller.send({0x80, 60, 64});
  controller.send({0x90, 60, 0});
  EXPECT_EQ(controller.instrument.sent().size(), before) << "a note-off selects nothing";
}

TEST(DefaultMidiMap, LoadsThePresetOfAProgramAndCountsOneThatIsNotThere) {
  Controller controller;
  auto& parameters = controller.instrument.parameters;
  auto& presets = controller.instrument.presets;
  parameters.set_number(controller.instrument.osc, gain, -6.);
  ASSERT_TRUE(presets.save("calm"));
  parameters.set_number(controller.instrument.osc, gain, 3.);
  ASSERT_TRUE(presets.save("storm"));
  controller.send({0xC0, 0});
  EXPECT_EQ(controller.number(gain), -6.);
  controller.send({0xC5, 1});
  EXPECT_EQ(controller.number(gain), 3.);
  EXPECT_EQ(controller.control.refusals(), 0u);
  controller.send({0xC0, 2});
  EXPECT_EQ(controller.number(gain), 3.);
  EXPECT_EQ(controller.control.refusals(), 1u);
}

TEST(MidiPanic, StopsWhateverTheMappingAndANotePlaysOn) {
  for (const std::string_view bindings : {R"({"source": "note any", "path": "/encoding/set"})", ""}) {
    Controller controller(bindings);
    controller.cc(120, 0);
    EXPECT_EQ(controller.number(play), 0.);
    controller.send({0x80, 60, 0});
    EXPECT_EQ(controller.number(play), 0.) << "a note-off is not a note";
    controller.send({0x90, 60, 100});
    EXPECT_EQ(controller.number(play), 1.);
  }
}

TEST(MidiPanic, IsOverOncePlayWasSetByAnyoneSoThatANoteDoesNotUndoALaterStop) {
  Controller controller;
  auto& parameters = controller.instrument.parameters;
  controller.cc(120, 0);
  parameters.set_number(controller.instrument.osc, play, 1.);
  parameters.set_number(controller.instrument.osc, play, 0.);
  controller.send({0x90, 60, 100});
  EXPECT_EQ(controller.number(play), 0.);
}

TEST(MidiPanic, MayHaveAKeyOfItsOwn) {
  Controller controller(R"({"source": "note 36", "path": "/panic"})");
  controller.send({0x90, 36, 100});
  EXPECT_EQ(controller.number(play), 0.);
  controller.send({0x90, 37, 100});
  EXPECT_EQ(controller.number(play), 1.);
}

TEST(MidiMap, OnlyReleasesHeldNotesOfTheChannelOnWhatSequencersSendAtEveryStop) {
  Controller controller(R"({"source": "note 60", "path": "/freeze", "mode": "momentary"})");
  controller.send({0x92, 60, 100});
  ASSERT_EQ(controller.number(freeze), 1.);
  const auto before = controller.instrument.sent().size();
  controller.send_all({{0xB1, 123, 0}, {0xFC}, {0xB2, 121, 0}, {0xB2, 122, 0}});
  EXPECT_EQ(controller.instrument.sent().size(), before);
  controller.send({0xB2, 123, 0});
  EXPECT_EQ(controller.number(freeze), 0.);
  EXPECT_EQ(controller.instrument.sent().size(), before + 1);
  controller.send({0x82, 60, 0});
  EXPECT_EQ(controller.instrument.sent().size(), before + 1) << "it was released already";
}

TEST(MidiMap, HoldsAsLongAsAnyOfItsNotesIsHeld) {
  Controller controller(R"({"source": "note any", "path": "/gain", "mode": "momentary", "range": [-12, 0]})");
  controller.send_all({{0x90, 60, 100}, {0x90, 62, 100}, {0x80, 60, 0}});
  EXPECT_EQ(controller.number(gain), 0.);
  controller.send({0x80, 62, 0});
  EXPECT_EQ(controller.number(gain), -12.);
}

TEST(MidiMap, LetsGoOfAHeldKeyOrControllerAfterAnEditOfTheMapping) {
  const std::string bindings = R"({"source": "note 36", "path": "/freeze", "mode": "momentary"},
                                  {"source": "cc 66", "path": "/mute", "mode": "momentary"})";
  Controller controller(bindings);
  controller.send({0x90, 36, 100});
  controller.cc(66, 127);
  controller.control.use(
      Controller::mapping_of(bindings + R"(, {"source": "cc 1", "path": "/temperature"})"));
  EXPECT_EQ(controller.number(freeze), 1.);
  EXPECT_EQ(controller.number(mute), 1.);
  controller.send({0x80, 36, 0});
  EXPECT_EQ(controller.number(freeze), 0.);
  controller.cc(66, 0);
  EXPECT_EQ(controller.number(mute), 0.);
}

TEST(MidiMap, ReleasesWhatAKeyHoldsWhenItsBindingDisappearsChangesOrHearsItNoMore) {
  const std::string any_key = R"({"source": "note any", "path": "/freeze", "mode": "momentary"})";
  for (const auto& edited :
       {std::string(), std::string(R"({"source": "note any", "path": "/freeze", "mode": "toggle"})"),
        any_key + R"(, {"source": "note 36", "path": "/mute"})"}) {
    Controller controller(any_key);
    controller.send({0x90, 36, 100});
    ASSERT_EQ(controller.number(freeze), 1.);
    controller.control.use(Controller::mapping_of(edited));
    EXPECT_EQ(controller.number(freeze), 0.) << edited;
  }
}

TEST(MidiMap, TogglesBetweenBothEndsAtEachPressOfAKeyOrAController) {
  Controller controller(R"({"source": "note 60", "path": "/freeze"},
                           {"source": "cc 64", "path": "/temperature", "mode": "toggle", "range": [0.5, 1.5]})");
  for (const double then : {1., 0., 1.}) {
    controller.send_all({{0x90, 60, 100}, {0x80, 60, 0}});
    EXPECT_EQ(controller.number(freeze), then);
  }
  for (const double then : {0.5, 1.5, 0.5}) {  // from 1, which is in the upper half
    controller.send_all({{0xB0, 64, 127}, {0xB0, 64, 100}, {0xB0, 64, 0}});
    EXPECT_EQ(controller.number(temperature), then);
  }
}

TEST(MidiMap, TriggersValuesOnEveryPathThatTakesThem) {
  Controller controller(R"({"source": "note 1", "path": "/encoding/set", "values": ["sea"]},
                           {"source": "note 2", "path": "/seed", "values": [12]},
                           {"source": "note 3", "path": "/fade/out", "values": [2.5]},
                           {"source": "note 4", "path": "/temperature", "mode": "trigger", "values": [1.5]},
                           {"source": "note 5", "path": "/preset/load", "values": ["calm"]},
                           {"source": "program any", "path": "/seed"})");
  ASSERT_TRUE(controller.instrument.presets.save("calm"));
  controller.send({0x90, 1, 1});
  EXPECT_EQ(controller.instrument.parameters.encoding_name(), "sea");
  controller.send({0x90, 2, 1});
  EXPECT_EQ(controller.instrument.parameters.seed(), 12u);
  controller.send({0xC0, 99});
  EXPECT_EQ(controller.instrument.parameters.seed(), 99u);
  controller.send({0x90, 3, 1});
  EXPECT_EQ(controller.number(play), 0.);
  EXPECT_EQ(controller.instrument.sent().back().glide_s, 2.5f);
  controller.send({0x90, 4, 1});
  EXPECT_EQ(controller.number(temperature), 1.5);
  controller.send({0x90, 5, 1});
  EXPECT_EQ(controller.number(temperature), 1.);
  EXPECT_EQ(controller.control.refusals(), 0u);
}

TEST(MidiMap, PlaysSemitonesByKeysAroundMiddleC) {
  Controller controller(R"({"source": "note any", "path": "/transpose", "mode": "key"})");
  for (const auto& [key, semitones] : {std::pair{60, 0.}, {67, 7.}, {48, -12.}, {100, 24.}, {0, -24.}}) {
    controller.send({0x90, static_cast<std::uint8_t>(key), 1});
    EXPECT_EQ(controller.number(transpose), semitones) << key;
    controller.send({0x80, static_cast<std::uint8_t>(key), 0});
    EXPECT_EQ(controller.number(transpose), semitones) << key << " and its release";
  }
}

TEST(MidiMap, TurnsEncodersFromWhereTheParameterIsInEachOfTheirWays) {
  for (const auto& [mode, up, down] : {std::tuple{"relative-twos-complement", 2, 126},
                                       {"relative-binary-offset", 66, 62},
                                       {"relative-sign-magnitude", 2, 66}}) {
    Controller controller(R"({"source": "cc 20", "path": "/temperature", "mode": ")" + std::string(mode) +
                          "\"}");
    controller.instrument.parameters.set_number(controller.instrument.osc, temperature, 0.5);
    controller.cc(20, up);
    EXPECT_NEAR(controller.number(temperature), 0.5 + 2. * 2. / 127., 1e-6) << mode;
    for (int i = 0; i < 100; ++i) controller.cc(20, down);
    EXPECT_EQ(controller.number(temperature), 0.) << mode;
  }
}

TEST(MidiMap, TurnsWholeNumbersByOneAtEachStepOfAnEncoder) {
  Controller controller(R"({"source": "cc 20", "path": "/voices", "mode": "relative-twos-complement"},
      {"source": "cc 21", "path": "/voice/2/out", "mode": "relative-twos-complement", "range": [1, 4]},
      {"source": "cc 22", "path": "/voices", "mode": "relative-twos-complement", "range": [64, 1],
       "curve": "logarithmic"})");
  const auto& parameters = controller.instrument.parameters;
  for (const double then : {2., 3., 4.}) {
    controller.cc(20, 1);
    EXPECT_EQ(controller.number(voices), then);
  }
  controller.cc(20, 127);
  EXPECT_EQ(controller.number(voices), 3.);
  controller.cc(20, 3);
  EXPECT_EQ(controller.number(voices), 6.) << "several steps in one message";
  controller.cc(22, 1);
  EXPECT_EQ(controller.number(voices), 5.) << "the other way round";
  for (const double then : {2., 3., 4., 4.}) {
    controller.cc(21, 1);
    EXPECT_EQ(parameters.number(out, 2), then);
  }
}

TEST(MidiMap, StopsAnEncoderAtTheLastOutputThatThereIs) {
  MidiHands instrument;
  Parameters four_channels({}, most_voices, 4);
  const auto midi = four_channels.add_source("MIDI", [](const ControlEvent&) { return true; });
  Control control(
      Controller::mapping_of(R"({"source": "cc 21", "path": "/out", "mode": "relative-twos-complement"})"),
      {}, {four_channels, instrument.presets, instrument.instrument}, midi);
  for (const double then : {2., 3., 4., 4.}) {
    control.take(std::vector<std::uint8_t>{0xB0, 21, 1}, Control::Clock::time_point{});
    EXPECT_EQ(four_channels.number(out), then);
  }
}

TEST(MidiMap, FollowsVelocityPressureAndBendAtOnce) {
  Controller controller(R"({"source": "note 60", "path": "/temperature"},
                           {"source": "pressure", "path": "/gain", "range": [-60, 0]},
                           {"source": "key-pressure 60", "path": "/encoding/dim/0"},
                           {"source": "bend", "path": "/encoding/dim/1"})");
  controller.send_all({{0x90, 60, 127}, {0x80, 60, 0}, {0xD0, 0}, {0xA0, 60, 127}, {0xE0, 0, 0}});
  EXPECT_EQ(controller.number(temperature), 2.);
  EXPECT_EQ(controller.number(gain), -60.);
  EXPECT_EQ(controller.instrument.parameters.encoding_fader(0), 1.);
  EXPECT_EQ(controller.instrument.parameters.encoding_fader(1), -1.);
  controller.send({0xE0, 0, 64});
  EXPECT_EQ(controller.instrument.parameters.encoding_fader(1), 0.);
}

TEST(MidiMap, RunsThroughARangeTheOtherWayRound) {
  Controller controller(R"({"source": "bend", "path": "/temperature", "range": [2, 0]})");
  controller.send({0xE0, 0, 0});
  EXPECT_EQ(controller.number(temperature), 2.);
}

TEST(MidiMap, SwitchesOnFromTheMiddleOn) {
  Controller controller(R"({"source": "cc 64", "path": "/mute"})");
  for (const auto& [value, then] : {std::pair{63, 0.}, {64, 1.}, {127, 1.}, {0, 0.}}) {
    controller.cc(64, value);
    EXPECT_EQ(controller.number(mute), then) << value;
  }
}

TEST(MidiMap, FollowsFourteenBitsAndNrpnsInTheirOwnSteps) {
  Controller controller(R"({"source": "cc14 1", "path": "/temperature", "pickup": false},
                           {"source": "nrpn 300", "path": "/encoding/dim/0", "pickup": false},
                           {"source": "cc 1", "path": "/gain", "pickup": false})");
  controller.send_all({{0xB0, 1, 64}, {0xB0, 33, 1}});
  EXPECT_NEAR(controller.number(temperature), 1. + 1. / 8191., 1e-6);
  EXPECT_EQ(controller.number(gain), 0.) << "the plain controller is part of the 14-bit one";
  controller.send_all({{0xB0, 99, 2}, {0xB0, 98, 44}, {0xB0, 6, 64}, {0xB0, 38, 1}});
  EXPECT_NEAR(controller.instrument.parameters.encoding_fader(0), 1. / 8191., 1e-6);
}

TEST(MidiMap, PrefersAKeyAndAChannelThatAreNamed) {
  Controller controller(R"({"source": "note any", "path": "/encoding/set"},
                           {"source": "note 36", "path": "/freeze"},
                           {"source": "note 36", "channel": 2, "path": "/mute"})");
  controller.send({0x91, 36, 100});
  EXPECT_EQ(controller.number(mute), 1.);
  EXPECT_EQ(controller.number(freeze), 0.);
  controller.send({0x90, 36, 100});
  EXPECT_EQ(controller.number(freeze), 1.);
  EXPECT_EQ(controller.instrument.parameters.encoding_name(), "");
  controller.send({0x91, 37, 100});
  EXPECT_EQ(controller.instrument.parameters.encoding_name(), "sea");
}

TEST(MidiMap, MovesSeveralParametersWithOneControllerThatIsNamedForEach) {
  Controller controller(
      R"({"source": "cc 1", "path": "/temperature"}, {"source": "cc 1", "path": "/freeze"})");
  controller.cc(1, 64);
  controller.cc(1, 127);
  EXPECT_EQ(controller.number(temperature), 2.);
  EXPECT_EQ(controller.number(freeze), 1.);
}

/** CC 1 has picked up the temperature, at its middle. */
class MidiPickup : public testing::Test {
 protected:
  void SetUp() override {
    controller_.cc(1, 64);
    controller_.cc(1, 65);
    ASSERT_GT(controller_.number(temperature), 1.);
  }
  /** Whether the fader moves the temperature at once. */
  bool moves(int value) {
    const double before = controller_.number(temperature);
    controller_.cc(1, value);
    return controller_.number(temperature) != before;
  }

  Controller controller_;
};

TEST_F(MidiPickup, LetsAFaderGoOnThatOnlyMidiMoves) {
  controller_.now += 10s;
  EXPECT_TRUE(moves(90));
}

TEST_F(MidiPickup, BeginsAnewAfterAnOscChangeEvenToTheSameValue) {
  auto& parameters = controller_.instrument.parameters;
  parameters.set_number(controller_.instrument.osc, temperature, parameters.number(temperature));
  EXPECT_FALSE(moves(70));
  EXPECT_TRUE(moves(60)) << "it has crossed the value";
}

TEST_F(MidiPickup, KeepsAFaderWhoseOwnParameterWasNotChanged) {
  controller_.instrument.parameters.set_number(controller_.instrument.osc, gain, -3.);
  EXPECT_TRUE(moves(70));
}

TEST_F(MidiPickup, BeginsAnewAfterAPresetEvenOneThatMidiLoaded) {
  ASSERT_TRUE(controller_.instrument.presets.save("now"));
  controller_.send({0xC0, 0});
  EXPECT_FALSE(moves(70));
}

TEST_F(MidiPickup, KeepsAFaderWhenTheMappingIsEdited) {
  controller_.now += 10s;
  controller_.control.use(Controller::mapping_of(R"({"source": "cc 1", "path": "/temperature"})"));
  EXPECT_TRUE(moves(66));
}

TEST_F(MidiPickup, BeginsAnewAfterAReconnection) {
  controller_.control.rearm();
  EXPECT_FALSE(moves(70));
}

TEST_F(MidiPickup, KeepsTheFadersOfAnEncodingApart) {
  controller_.cc(16, 64);
  controller_.cc(16, 100);
  controller_.cc(17, 64);
  controller_.cc(17, 100);
  const double before = controller_.instrument.parameters.encoding_fader(0);
  controller_.cc(16, 110);
  EXPECT_GT(controller_.instrument.parameters.encoding_fader(0), before);
  controller_.send({0x90, 60, 100});
  const double chosen = controller_.instrument.parameters.encoding_fader(0);
  controller_.cc(16, 0);
  EXPECT_EQ(controller_.instrument.parameters.encoding_fader(0), chosen) << "a note has moved the encoding";
}

TEST(MidiControl, TellsMalformedBytesAndSurvivesAny) {
  Controller controller;
  EXPECT_FALSE(controller.send({0xB0, 7}));
  EXPECT_TRUE(controller.send({0xF8}));
  Random random(1);
  for (int i = 0; i < 100'000; ++i) {
    std::vector<std::uint8_t> message(random.bits() % 6);
    for (auto& byte : message) byte = static_cast<std::uint8_t>(random.bits());
    controller.send(message);
  }
  EXPECT_LE(controller.number(temperature), 2.);
  EXPECT_LE(controller.number(gain), 0.);
}

/** Keys that play as many voices as `voices` says. */
class KeysOfVoices : public testing::Test {
 protected:
  explicit KeysOfVoices(double voices = 3.) {
    EXPECT_TRUE(parameters_.set_number(controller_.instrument.osc, ParameterId::voices, voices));
  }

  void press(int key, int velocity = 127, int channel = 1) {
    controller_.send({static_cast<std::uint8_t>(0x90 | (channel - 1)), static_cast<std::uint8_t>(key),
                      static_cast<std::uint8_t>(velocity)});
  }
  void release(int key, int channel = 1) {
    controller_.send({static_cast<std::uint8_t>(0x80 | (channel - 1)), static_cast<std::uint8_t>(key), 0});
  }
  /** The transpositions of the voices that are not muted, in semitones, ascending. */
  std::multiset<double> sounding() const {
    std::multiset<double> heard;
    for (VoiceNumber voice = 1; voice <= parameters_.number(ParameterId::voices); ++voice) {
      if (parameters_.number(mute, voice) == 0.) heard.insert(parameters_.number(transpose, voice));
    }
    return heard;
  }

  /** Adds a binding to the mapping. */
  void edit(const std::string& binding) {
    controller_.control.use(Controller::mapping_of(bindings_ + "," + binding));
  }

  const std::string bindings_ =
      R"({"source": "note any", "path": "/transpose", "mode": "voices"},
         {"source": "bend", "path": "/transpose", "range": [-2, 2], "pickup": false})";
  Controller controller_{bindings_};
  Parameters& parameters_ = controller_.instrument.parameters;
};

TEST_F(KeysOfVoices, EachKeyThatIsDownPlaysAVoiceAtItsPitch) {
  press(60);
  EXPECT_THAT(sounding(), ElementsAre(0.)) << "the others are muted from the first key on";
  press(64);
  press(67);
  EXPECT_THAT(sounding(), ElementsAre(0., 4., 7.));
  release(64);
  EXPECT_THAT(sounding(), ElementsAre(0., 7.));
  release(60);
  release(67);
  EXPECT_THAT(sounding(), IsEmpty());
  EXPECT_EQ(parameters_.number(mute), 0.) << "the output is not muted";
}

TEST_F(KeysOfVoices, VelocityIsTheLevelAsGeneralMidiHasIt) {
  press(60, 127);
  press(62, 64);
  EXPECT_NEAR(parameters_.number(gain, 1), 0., 1e-9);
  EXPECT_NEAR(parameters_.number(gain, 2), -11.9, .05);
  EXPECT_EQ(parameters_.number(gain), 0.);
}

TEST_F(KeysOfVoices, WhenAllAreTakenTheOneThatHasSoundedLongestGoesFirst) {
  for (const int key : {60, 62, 64}) press(key);
  press(65);
  EXPECT_THAT(sounding(), ElementsAre(2., 4., 5.));
  release(60);
  EXPECT_THAT(sounding(), ElementsAre(2., 4., 5.)) << "its voice plays another key now";
  release(64);
  press(72);
  EXPECT_THAT(sounding(), ElementsAre(2., 5., 12.)) << "a silent one is taken first";
}

TEST_F(KeysOfVoices, TheSamePressedAgainKeepsItsVoice) {
  press(60);
  press(60);
  release(60);
  EXPECT_THAT(sounding(), IsEmpty());
}

TEST_F(KeysOfVoices, ThePedalHoldsWhatIsLetGo) {
  press(60);
  controller_.cc(64, 127);
  release(60);
  press(64);
  EXPECT_THAT(sounding(), ElementsAre(0., 4.));
  controller_.cc(64, 0);
  EXPECT_THAT(sounding(), ElementsAre(4.)) << "whose key is still down";
}

TEST_F(KeysOfVoices, WhatIsHeldIsReleasedWhileAnotherControlIsLearned) {
  edit(R"({"source": "note 36", "channel": 2, "path": "/freeze", "mode": "momentary"})");
  press(60);
  press(64);
  press(36, 127, 2);
  controller_.cc(64, 127);
  release(60);
  ASSERT_EQ(controller_.number(ParameterId::freeze), 1.);
  controller_.control.learn(
      "/gain", [](const ControlInterface::Answer&) {}, controller_.now);
  release(64);
  release(36, 2);
  EXPECT_EQ(controller_.number(ParameterId::freeze), 0.);
  EXPECT_THAT(sounding(), ElementsAre(0., 4.)) << "the pedal holds them";
  controller_.cc(64, 0);
  EXPECT_THAT(sounding(), IsEmpty());
  press(67);
  EXPECT_THAT(sounding(), IsEmpty()) << "a key that is pressed has no effect";
}

TEST_F(KeysOfVoices, BendMovesTheVoicesOfItsChannelAlone) {
  press(60, 100, 2);
  press(64, 100, 3);
  controller_.send({0xE1, 0x7F, 0x7F});
  EXPECT_THAT(sounding(), ElementsAre(2., 4.));
  press(67, 100, 2);
  EXPECT_THAT(sounding(), ElementsAre(2., 4., 9.)) << "bent from the start";
  controller_.send({0xE1, 0, 64});
  EXPECT_THAT(sounding(), ElementsAre(0., 4., 7.));
}

TEST_F(KeysOfVoices, AllNotesOffLetsGoOfTheChannel) {
  press(60, 100, 1);
  press(64, 100, 2);
  controller_.cc(64, 127);
  controller_.cc(123, 0);
  EXPECT_THAT(sounding(), ElementsAre(4.));
}

TEST_F(KeysOfVoices, VoicesThatAreAddedRestUntilTheyAreTaken) {
  press(60);
  ASSERT_TRUE(parameters_.set_number(controller_.instrument.osc, ParameterId::voices, 5.));
  press(62);
  EXPECT_THAT(sounding(), ElementsAre(0., 2.));
}

TEST_F(KeysOfVoices, AreForgottenInAStateForWhichNoKeyIsDown) {
  const auto osc = controller_.instrument.osc;
  ASSERT_TRUE(parameters_.set_number({osc, 3}, ParameterId::pan, -1.));
  press(60, 64);
  release(60);
  auto state = parameters_.snapshot();
  forget_keys(state, transpose);
  ASSERT_THAT(state.voices, testing::SizeIs(1)) << "the pan was set by hand";
  EXPECT_THAT(state.voices.at(3).numbers, ElementsAre(testing::Pair(ParameterId::pan, -1.)));
}

TEST_F(KeysOfVoices, GiveTheirVoicesBackWhenTheyNoLongerPlayThem) {
  press(64, 64);
  press(67);
  release(67);
  controller_.control.use({});
  EXPECT_THAT(sounding(), ElementsAre(0., 0., 0.));
  EXPECT_EQ(parameters_.number(gain, 1), 0.);
}

TEST_F(KeysOfVoices, StayHeldAndAreReleasedWhenTheMappingIsEditedMeanwhile) {
  press(60);
  press(64);
  controller_.cc(64, 127);
  release(64);
  edit(R"({"source": "cc 1", "path": "/temperature"})");
  EXPECT_THAT(sounding(), ElementsAre(0., 4.));
  release(60);
  EXPECT_THAT(sounding(), ElementsAre(0., 4.)) << "the pedal is still down";
  controller_.cc(64, 0);
  EXPECT_THAT(sounding(), IsEmpty());
}

TEST_F(KeysOfVoices, AreReleasedWhenTheirReleaseWouldGoElsewhere) {
  press(60);
  press(64);
  edit(R"({"source": "note 60", "path": "/freeze"})");
  EXPECT_THAT(sounding(), ElementsAre(4.));
  controller_.cc(64, 127);
  release(64);
  edit(R"({"source": "cc 64", "path": "/mute"})");
  EXPECT_THAT(sounding(), IsEmpty()) << "the pedal now mutes";
}

TEST_F(KeysOfVoices, GiveTheirVoicesBackWhenAFaderIsLearnedInTheirPlace) {
  press(64);
  release(64);
  ASSERT_THAT(sounding(), IsEmpty());
  controller_.control.learn(
      "/transpose", [](const auto&) {}, controller_.now);
  for (const int value : {0, 10, 20, 30, 40}) controller_.cc(9, value);
  ASSERT_FALSE(controller_.control.is_learning());
  EXPECT_THAT(sounding(), ElementsAre(0., 0., 0.));
}

TEST_F(KeysOfVoices, KeysBeyondTheRangeAreItsEnds) {
  press(0);
  press(127);
  EXPECT_THAT(sounding(), ElementsAre(-24., 24.));
}

TEST(MidiMap, ChoosesTheSeedAndTheEncodingOfOneVoiceByNumber) {
  Controller controller(R"({"source": "program any", "path": "/voice/2/seed"},
                           {"source": "note any", "path": "/voice/2/encoding/set"})");
  const auto& parameters = controller.instrument.parameters;
  const auto seed_of_all = parameters.seed();
  controller.send({0xC0, 7});
  EXPECT_EQ(parameters.seed(2), 7u);
  EXPECT_EQ(parameters.seed(), seed_of_all);
  controller.send({0x90, 61, 64});
  EXPECT_EQ(parameters.encoding_name(2), "sea");
  EXPECT_EQ(parameters.encoding_name(), "");
}

}  // namespace
}  // namespace aeolian::midi
