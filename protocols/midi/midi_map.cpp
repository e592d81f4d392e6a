#include "protocols/midi/midi_map.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/control/parameters.h"

namespace aeolian {
namespace {

constexpr double last_value = 127.;
constexpr double middle_value = 64.;

/** Bytes of a message that begins with `status`; 0 = of any number, or no status byte. */
std::size_t message_size(std::uint8_t status) {
  switch (status >> 4) {
    case 0x8:
    case 0x9:
    case 0xA:
    case 0xB:
    case 0xE:
      return 3;
    case 0xC:
    case 0xD:
      return 2;
    default:
      break;
  }
  if (status == 0xF1 || status == 0xF3) return 2;
  if (status == 0xF2) return 3;
  return status >= 0xF6 && status != 0xF7 ? 1 : 0;
}

bool is_data(std::uint8_t byte) {
  return byte < 0x80;
}

bool is_whole(std::span<const std::uint8_t> message) {
  if (message.empty()) return false;
  const auto status = message.front();
  if (status == 0xF0) return message.size() > 1 && message.back() == 0xF7;
  return message.size() == message_size(status) && std::ranges::all_of(message.subspan(1), is_data);
}

/** The whole range of the parameter, with its initial value exactly in the middle, where wheels rest. */
double around_initial(const ParameterSpec& spec, std::uint8_t value) {
  if (value <= middle_value) return std::lerp(spec.minimum, spec.initial, value / middle_value);
  return std::lerp(spec.initial, spec.maximum, (value - middle_value) / (last_value - middle_value));
}

/** 40 log10(value / 127) dB, as the General MIDI guidelines ask of CC 7: 0 dB on top, -12 dB in the middle.
 */
double volume_db(std::uint8_t value) {
  if (value == 0) return silent_gain_db;
  return std::max(silent_gain_db, 40. * std::log10(value / last_value));
}

}  // namespace

MidiChange MidiMap::take(std::span<const std::uint8_t> message) {
  if (!is_whole(message)) return {.malformed = true};
  const auto kind = message[0] >> 4;
  if (kind == 0xB) return control_change(message[1], message[2]);
  // A note that begins with velocity 0 is one that ends.
  if (kind == 0x9 && message[2] > 0) return note_on(message[1]);
  return {};
}

MidiChange MidiMap::control_change(std::uint8_t controller, std::uint8_t value) {
  switch (controller) {
    case 1: {
      const auto& temperature = parameter_spec(ParameterId::temperature);
      return {.number = {{temperature.id, around_initial(temperature, value)}}};
    }
    case 7:
      return {.number = {{ParameterId::gain, volume_db(value)}}};
    case 120:
      panic_ = true;
      return {.number = {{ParameterId::mute, 1.}}};
    default:
      return {};
  }
}

MidiChange MidiMap::note_on(std::uint8_t note) {
  MidiChange change;
  if (std::exchange(panic_, false)) change.number = {ParameterId::mute, 0.};
  if (encodings_ > 0) change.encoding = note % encodings_;
  return change;
}

}  // namespace aeolian
