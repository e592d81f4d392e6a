// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/midi/midi_control.h"
#include "tests/protocols/midi/midi_hands.h"

namespace aeolian::midi {

/** A MIDI controller connected to the instrument, with a clock set by the test. */
class Controller {
 public:
  /** `bindings` is the array of a mapping file. */
  explicit Controller(std::string_view bindings, KeyTuning tuning = {})
      : control(mapping_of(bindings), std::move(tuning), instrument.context(), instrument.midi) {}
  explicit Controller(MidiKeys keys = MidiKeys::encodings, KeyTuning tuning = {})
      : control(parse_mapping(default_mapping(keys), "").value(), std::move(tuning), instrument.context(),
                instrument.midi) {}

  bool send(std::vector<std::uint8_t> message) { return control.take(message, now).has_value(); }
  void send_all(std::initializer_list<std::vector<std::uint8_t>> messages) {
    for (const auto& message : messages) send(message);
  }
  /** Sends a control change on channel 1. */
  void cc(int number, int value) {
    send({0xB0, static_cast<std::uint8_t>(number), static_cast<std::uint8_t>(value)});
  }
  double number(ParameterId id) const { return instrument.number(id); }

  static Mapping mapping_of(std::string_view bindings) {
    const std::string text = "{\"schema\": 1, \"bindings\": [" + std::string(bindings) + "]}";
    return parse_mapping(text, "test").value();
  }

  MidiHands instrument;
  Control::Clock::time_point now{std::chrono::hours(1)};
  Control control;
};

}  // namespace aeolian::midi
