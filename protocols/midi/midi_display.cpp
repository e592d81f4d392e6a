// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_display.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace aeolian::midi {
namespace {

using Kind = MidiSourceKind;

constexpr int keys = 128;

bool chooses_encoding(const Binding& binding) {
  return binding.destination.is(ActionId::encoding_set) || binding.destination.is(ParameterId::encoding);
}

/** Whether the trigger sets a value that stays in force. */
bool leaves_a_value(const Binding& binding) {
  if (chooses_encoding(binding)) return true;
  const auto& address = binding.destination.address;
  return address && address->parameter && !binding.values.empty();
}

bool can_show(const Binding& binding) {
  if (binding.source.kind == Kind::pressure || binding.source.kind == Kind::key_pressure) return false;
  if (binding.source.kind == Kind::program) return false;
  if (binding.mode == Mode::key || binding.mode == Mode::voices) return false;
  return binding.mode != Mode::trigger || leaves_a_value(binding);
}

bool same_control(const MidiSource& a, const MidiSource& b) {
  return a.kind == b.kind && a.number == b.number && (!a.channel || !b.channel || a.channel == b.channel);
}

/** Whether it takes only whole numbers, so that many positions of a fader mean the same. */
bool has_steps(const Binding& binding) {
  const auto& address = binding.destination.address;
  const auto* spec = address ? address->parameter : nullptr;
  return spec && (spec->type == ParameterType::toggle || spec->integral);
}

bool are_equal(const ControlValue& a, const ControlValue& b) {
  const auto *text_a = std::get_if<std::string>(&a), *text_b = std::get_if<std::string>(&b);
  if (text_a && text_b) return *text_a == *text_b;
  return as_number(a) && as_number(a) == as_number(b);
}

bool is_chosen_by_number(int number, const Parameters& parameters, VoiceNumber voice) {
  const auto encodings = parameters.encodings();
  const auto chosen = encodings->find(parameters.encoding_name(voice));
  return chosen && static_cast<std::size_t>(number) % encodings->count() == *chosen;
}

bool is_triggered(const Binding& binding, const Parameters& parameters) {
  auto address = *binding.destination.address;
  if (binding.values.empty()) return is_chosen_by_number(*binding.source.number, parameters, address.voice);
  if (chooses_encoding(binding))
    address = {.parameter = &parameter_spec(ParameterId::encoding), .voice = address.voice};
  const auto values = parameters.value_at(address);
  return values && values->size() == 1 && are_equal(values->front(), binding.values.front());
}

bool is_lit(const Binding& binding, const Parameters& parameters) {
  if (binding.mode == Mode::trigger) return is_triggered(binding, parameters);
  return binding.scale.position_of(number_in_force(parameters, binding.destination)) >= 0.5;
}

/** The inverse of Move::position(). */
int value_at(double position, int last) {
  const int middle = (last + 1) / 2;
  const double value =
      position <= 0.5 ? 2. * position * middle : middle + (2. * position - 1.) * (last - middle);
  return static_cast<int>(std::lround(value));
}

ShortMidiMessage message_of(unsigned status, int channel, int first, int second) {
  const auto byte = [](auto value) { return static_cast<std::uint8_t>(value); };
  return {{byte(status | (static_cast<unsigned>(channel) - 1u)), byte(first), byte(second)}, 3};
}

}  // namespace

int largest_value(MidiSourceKind kind) {
  return kind == Kind::cc14 || kind == Kind::nrpn || kind == Kind::bend ? 16383 : 127;
}

std::vector<Binding> displayed(const Mapping& mapping) {
  std::vector<const Binding*> exact_first;  // otherwise in the order of the mapping
  for (const auto& binding : mapping.bindings) exact_first.push_back(&binding);
  std::ranges::sort(exact_first, {},
                    [](const Binding* binding) { return std::pair(-binding->source.exactness(), binding); });
  std::vector<Binding> displayed;
  const auto add = [&displayed](Binding binding) {
    const bool is_taken = std::ranges::any_of(
        displayed, [&binding](const Binding& other) { return same_control(other.source, binding.source); });
    if (!is_taken) displayed.push_back(std::move(binding));
  };
  for (const auto* binding : exact_first) {
    if (!can_show(*binding)) continue;
    const bool is_numbered = binding->source.number || binding->source.kind == Kind::bend;
    for (int key = 0; !is_numbered && chooses_encoding(*binding) && key < keys; ++key) {
      auto of_key = *binding;
      of_key.source.number = key;
      add(std::move(of_key));
    }
    if (is_numbered) add(*binding);
  }
  return displayed;
}

bool is_light(const Binding& binding) {
  return binding.mode == Mode::toggle || binding.mode == Mode::momentary || binding.mode == Mode::trigger;
}

int value_to_show(const Binding& binding, int last, const Parameters& parameters) {
  if (is_light(binding)) return is_lit(binding, parameters) ? last : 0;
  return value_at(binding.scale.position_of(number_in_force(parameters, binding.destination)), last);
}

bool shows(const Binding& binding, int value, int last, const Parameters& parameters) {
  const int best = value_to_show(binding, last, parameters);
  if (value == best) return true;
  if (is_light(binding)) return (value > 0) == (best > 0);
  if (!has_steps(binding)) return false;
  const Move move{.kind = binding.source.kind, .value = value, .last = last};
  return std::round(binding.scale.value_at(move.position())) ==
         number_in_force(parameters, binding.destination);
}

std::vector<ShortMidiMessage> messages_to(const MidiSource& source, int channel, int value, int last) {
  constexpr unsigned note_on = 0x90, control_change = 0xB0, bend = 0xE0;
  const bool is_fine = last > 127;
  const int number = source.number.value_or(0);
  const int coarse = is_fine ? value >> 7 : value, fine = value & 127;
  const auto control = [channel](int controller, int to) {
    return message_of(control_change, channel, controller, to);
  };
  std::vector<ShortMidiMessage> messages;
  switch (source.kind) {
    case Kind::note:
      return {message_of(note_on, channel, number, value)};
    case Kind::bend:
      return {message_of(bend, channel, fine, coarse)};
    case Kind::cc14:
      messages = {control(number, coarse)};
      if (is_fine) messages.push_back(control(number + 32, fine));
      return messages;
    case Kind::nrpn:
      messages = {control(99, number >> 7), control(98, number & 127), control(6, coarse)};
      if (is_fine) messages.push_back(control(38, fine));
      return messages;
    default:
      return {control(number, value)};
  }
}

double number_in_force(const Parameters& parameters, const Destination& destination) {
  if (!destination.address) return 0.;
  const auto values = parameters.value_at(*destination.address);
  if (!values || values->empty()) return 0.;
  return as_number(values->front()).value_or(0.);
}

}  // namespace aeolian::midi
