// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/mapping_edits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/midi/midi_monitor.h"
#include "tests/protocols/midi/controller.h"

namespace aeolian::midi {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

Mapping two_faders_and_a_key() {
  return Controller::mapping_of(R"({"source": "cc 7", "path": "/gain", "range": [-60, 0]},
                                   {"source": "cc14 1", "channel": 2, "path": "/gain"},
                                   {"source": "note 36", "path": "/encoding/set", "values": ["wind", 2.5]})");
}

TEST(MappingEdits, TellEachBindingInWords) {
  const auto reports = reports_of(two_faders_and_a_key());
  ASSERT_THAT(reports, SizeIs(3));
  EXPECT_EQ(reports[0].source, "cc 7");
  EXPECT_EQ(reports[0].mode, "absolute");
  EXPECT_EQ(reports[0].values, "-60 to 0, linear");
  EXPECT_TRUE(reports[0].uses_pickup);
  EXPECT_EQ(reports[1].source, "cc14 1 on channel 2");
  EXPECT_EQ(reports[2].values, "wind 2.5");
}

TEST(MappingEdits, ForgetAllThatMovesAPath) {
  auto mapping = two_faders_and_a_key();
  EXPECT_EQ(forget(mapping, "/gain"), "cc 7, cc14 1 on channel 2");
  EXPECT_THAT(mapping.bindings, SizeIs(1));
  const auto again = forget(mapping, "/gain");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message, "no MIDI source is bound to /gain; /midi/list shows all bindings");
}

TEST(MappingEdits, SetRangeAndCurveOfAllThatMovesAPath) {
  auto mapping = two_faders_and_a_key();
  ASSERT_TRUE(rescale(mapping, "/gain", 0., -40., "exponential"));
  for (const int i : {0, 1}) {
    EXPECT_EQ(mapping.bindings[i].scale.from, 0.);
    EXPECT_EQ(mapping.bindings[i].scale.to, -40.);
    EXPECT_EQ(mapping.bindings[i].scale.curve, Curve::exponential);
  }
}

TEST(MappingEdits, RefuseWhatIsOutOfRangeAndChangeNothing) {
  auto mapping = two_faders_and_a_key();
  const auto before = mapping_text(mapping);
  EXPECT_THAT(rescale(mapping, "/gain", -100., 0., "linear").error().message,
              HasSubstr("must be two different numbers within -60 and 12"));
  EXPECT_THAT(rescale(mapping, "/gain", -60., 0., "steep").error().message, HasSubstr("no such curve"));
  EXPECT_THAT(rescale(mapping, "/encoding/set", 0., 1., "linear").error().message, HasSubstr("not a range"));
  EXPECT_FALSE(rescale(mapping, "/tilt", 0., 1., "linear"));
  EXPECT_EQ(mapping_text(mapping), before);
}

TEST(MidiReports, SayWhatAMessageDid) {
  Controller controller(R"({"source": "cc 7", "path": "/gain", "range": [-60, 0]},
                           {"source": "cc 1", "path": "/temperature", "pickup": false},
                           {"source": "note any", "path": "/encoding/set"})");
  const auto effect = [&](std::vector<std::uint8_t> message) {
    const auto report = controller.control.take(message, controller.now);
    return report ? report->received + " -> " + report->effect : "none";
  };
  EXPECT_EQ(effect({0xB0, 7, 10}), "cc 7 on channel 1: 10 -> /gain (not picked up yet)");
  EXPECT_EQ(effect({0xB2, 1, 127}), "cc 1 on channel 3: 127 -> /temperature 2");
  EXPECT_EQ(effect({0xB0, 9, 1}), "cc 9 on channel 1: 1 -> nothing is bound to it");
  EXPECT_EQ(effect({0x90, 61, 100}), "note 61 on channel 1: 100 -> /encoding/set sea");
  EXPECT_EQ(effect({0xB0, 120, 0}), "cc 120 on channel 1: 0 -> panic");
  EXPECT_EQ(effect({0xB0, 7}), "none");
}

TEST(MidiReports, AKeyWithAVoiceOfItsOwnDoesNotTellTheTranspositionOfAll) {
  Controller controller(R"({"source": "note any", "path": "/transpose", "mode": "voices"},
                           {"source": "bend", "path": "/transpose", "range": [-2, 2]})");
  const std::vector<std::vector<std::uint8_t>> messages = {{0x90, 64, 100}, {0xE0, 0, 127}};
  for (const auto& message : messages) {
    const auto report = controller.control.take(message, controller.now);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->effect, "/transpose per voice");
  }
}

TEST(MidiMonitor, KeepsTheLastMessagesWithTheirNumbers) {
  Monitor monitor;
  for (std::size_t i = 0; i < 2 * Monitor::kept; ++i) monitor.push({.received = "cc", .effect = ""});
  EXPECT_THAT(monitor.after(0), SizeIs(Monitor::kept));
  const auto last = monitor.after(2 * Monitor::kept - 1);
  ASSERT_THAT(last, SizeIs(1));
  EXPECT_EQ(last[0].number, 2 * Monitor::kept);
}

}  // namespace
}  // namespace aeolian::midi
