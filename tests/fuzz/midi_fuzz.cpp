// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that with any messages, and any learning meanwhile, no parameter leaves its range, and every
// learning is answered. The input is a series of steps: a byte with the number of bytes of the message that
// follows (its lowest three bits) and the number of 20 ms periods before it (the rest); without a message, a
// learning starts.

#include "core/control/presets.h"
#include "protocols/midi/midi_control.h"
#include "tests/core/control/fake_control_interface.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aeolian;
  static const auto mapping = midi::parse_mapping(midi::default_mapping(), "default").value();
  std::vector<float> vectors(16, 0.f);
  vectors[0] = vectors[9] = 1.f;
  Parameters parameters(EncodingBank::create({"wind", "sea"}, vectors, 8).value());
  const auto source = parameters.add_source("MIDI", [](const ControlEvent&) { return true; });
  Presets presets("/nonexistent", parameters);
  FakeControlInterface instrument;
  int begun = 0, answered = 0;
  {
    midi::Control control(mapping, midi::KeyTuning(), {parameters, presets, instrument}, source);
    midi::Control::Clock::time_point now{};
    std::span<const std::uint8_t> rest(data, size);
    while (!rest.empty()) {
      const std::size_t length = std::min<std::size_t>(rest[0] & 7, rest.size() - 1);
      now += std::chrono::milliseconds(20) * (rest[0] >> 3);
      if (length == 0) {
        ++begun;
        control.learn(
            begun % 2 ? "/temperature" : "/freeze", [&](const ControlInterface::Answer&) { ++answered; },
            now);
      }
      control.take(rest.subspan(1, length), now);
      control.look(now);
      rest = rest.subspan(1 + length);
    }
    require(midi::parse_mapping(midi::mapping_text(control.mapping()), "learned").has_value(),
            "what was learned cannot be read back");
  }
  require(begun == answered, "a learning was not answered once");
  for (const auto& spec : parameter_specs()) {
    const double value = parameters.number(spec.id);
    require(value >= spec.minimum && value <= spec.maximum, "a parameter has left its range");
  }
  return 0;
}
