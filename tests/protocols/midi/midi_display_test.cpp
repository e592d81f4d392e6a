// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_display.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "protocols/midi/midi_message.h"
#include "tests/protocols/midi/controller.h"

namespace aeolian::midi {
namespace {

using testing::ElementsAre;

Binding binding(std::string_view text) {
  return Controller::mapping_of(text).bindings.at(0);
}

std::vector<std::string> sources_of(std::string_view bindings) {
  std::vector<std::string> sources;
  for (const auto& each : displayed(Controller::mapping_of(bindings)))
    sources.push_back(each.source.text_with_channel());
  return sources;
}

/** The move that the decoder reads back from the messages that display a value. */
Move read_back(const MidiSource& source, int channel, int value, int last) {
  Decoder decoder;
  std::vector<Move> moves;
  for (const auto& message : messages_to(source, channel, value, last))
    moves = decoder.take(parse_message(message.span()).value());
  const auto found = std::ranges::find(moves, source.kind, &Move::kind);
  return found == moves.end() ? Move{} : *found;
}

TEST(MidiDisplay, SendsEachSourceTheMessagesThatItSendsItself) {
  for (const auto* text : {"cc 7", "cc14 1", "nrpn 300", "note 60", "bend"}) {
    const auto source = parse_source(text).value();
    const int last = largest_value(source.kind);
    for (const int value : {0, 1, 64, 127, last / 2, last}) {
      const auto move = read_back(source, 16, value, last);
      EXPECT_EQ(move.kind, source.kind) << text;
      EXPECT_EQ(move.number, source.number.value_or(0)) << text;
      EXPECT_EQ(move.channel, 16) << text;
      EXPECT_EQ(move.value, value) << text;
    }
  }
}

TEST(MidiDisplay, SendsTheCoarseHalfAloneToAControllerThatHasNoOther) {
  const auto source = parse_source("cc14 1").value();
  EXPECT_EQ(messages_to(source, 1, 100, 127).size(), 1u);
  EXPECT_EQ(read_back(source, 1, 100, 127).value, 100);
}

TEST(MidiDisplay, LeavesOutWhatCannotShowAnything) {
  EXPECT_THAT(sources_of(R"({"source": "pressure", "path": "/temperature"},
                            {"source": "key-pressure any", "path": "/tilt"},
                            {"source": "program any", "path": "/preset/load"},
                            {"source": "note 1", "path": "/panic"},
                            {"source": "note any", "path": "/transpose", "mode": "voices"},
                            {"source": "cc 7", "path": "/gain"})"),
              ElementsAre("cc 7"));
}

TEST(MidiDisplay, HasALightForEachKeyThatChoosesAnEncodingButForThoseWithAnotherUse) {
  const auto sources = sources_of(R"({"source": "note any", "path": "/encoding/set"},
                                     {"source": "note 1", "path": "/freeze"})");
  EXPECT_EQ(sources.size(), 128u);
  EXPECT_EQ(sources[0], "note 1");
  EXPECT_EQ(std::ranges::count(sources, "note 1"), 1);
}

TEST(MidiDisplay, ShowsAFaderWhereItWouldHaveToBeForTheValueInForce) {
  Controller controller;
  auto& parameters = controller.instrument.parameters;
  const auto volume =
      binding(R"({"source": "cc14 7", "path": "/gain", "curve": "logarithmic", "range": [-60, 0]})");
  for (int value = 0; value <= 16383; value += 41) {
    const Move move{.kind = MidiSourceKind::cc14, .number = 7, .value = value, .last = 16383};
    parameters.set_number(controller.instrument.osc, ParameterId::gain,
                          volume.scale.value_at(move.position()));
    ASSERT_EQ(value_to_show(volume, 16383, parameters), value);
  }
  parameters.set_number(controller.instrument.osc, ParameterId::gain, 12.);
  EXPECT_EQ(value_to_show(volume, 16383, parameters), 16383) << "above the range of the fader";
}

TEST(MidiDisplay, TakesEveryPositionThatMeansTheValueInForceAsRight) {
  Controller controller;
  const auto voices = binding(R"({"source": "cc 3", "path": "/voices", "range": [1, 4]})");
  auto& parameters = controller.instrument.parameters;
  parameters.set_number(controller.instrument.osc, ParameterId::voices, 2.);
  EXPECT_EQ(value_to_show(voices, 127, parameters), 43);
  EXPECT_TRUE(shows(voices, 40, 127, parameters));
  EXPECT_FALSE(shows(voices, 90, 127, parameters));
}

TEST(MidiDisplay, LightsWhatIsOnAndTheSoundThatPlays) {
  Controller controller;
  auto& parameters = controller.instrument.parameters;
  const auto osc = controller.instrument.osc;
  const auto freeze = binding(R"({"source": "note 1", "path": "/freeze"})");
  const auto sea = binding(R"({"source": "note 2", "path": "/encoding/set", "values": ["sea", 2.5]})");
  const auto third = binding(R"({"source": "note 2", "path": "/encoding/set"})");
  EXPECT_EQ(value_to_show(freeze, 127, parameters), 0);
  EXPECT_EQ(value_to_show(sea, 127, parameters), 0);
  parameters.set_number(osc, ParameterId::freeze, 1.);
  parameters.set_encoding(osc, "sea");
  EXPECT_EQ(value_to_show(freeze, 127, parameters), 127);
  EXPECT_EQ(value_to_show(sea, 127, parameters), 127);
  EXPECT_EQ(value_to_show(third, 127, parameters), 0);
  parameters.set_encoding(osc, "wind");
  EXPECT_EQ(value_to_show(sea, 127, parameters), 0);
  EXPECT_EQ(value_to_show(third, 127, parameters), 127) << "of two sounds, the third key has the first";
}

}  // namespace
}  // namespace aeolian::midi
