// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>

namespace aeolian {

/** Every parameter of the instrument; the registry (parameters.h) describes them. */
enum class ParameterId : std::uint8_t {
  seed,
  temperature,
  encoding,
  guidance,
  memory,
  memory_limit,
  model_weight,
  transpose,
  formant,
  stretch,
  tilt,
  bright,
  floor,
  sharpen,
  attack,
  pan,
  width,
  out,
  gain,
  mute,
  play,
  freeze,
  refinement,
  voices,
  listen_follow,
  listen_shadow,
  listen_through,
  listen_answer,
  listen_oppose,
  listen_remember,
  listen_now,
  listen_gain,
  listen_gate,
  tempo,
  tempo_follow,
  quantum
};
inline constexpr std::size_t parameter_count = 36;

/** A set of parameters that fits into an atomic: one bit each. */
using ParameterBits = std::uint64_t;
static_assert(parameter_count <= 64);

constexpr ParameterBits bit_of(ParameterId id) {
  return ParameterBits{1} << static_cast<unsigned>(id);
}

/** A voice of the ensemble, from 1; all_voices = all of them. */
using VoiceNumber = std::uint8_t;
inline constexpr VoiceNumber all_voices = 0;
inline constexpr VoiceNumber most_voices = 64;

/** The largest number of output channels. */
inline constexpr std::size_t most_output_channels = 32;

/** The largest size of an encoding, values. */
inline constexpr std::size_t max_encoding_size = 64;

/**
 * One change of one parameter, on its way from a control source to the generator. Trivially copyable, so that
 * it can pass through lock-free rings. Names are already resolved: an encoding is its vector.
 */
struct ControlEvent {
  ParameterId parameter = ParameterId::seed;
  VoiceNumber voice = all_voices;  ///< the gain and mute of all voices are the output's
  std::uint8_t encoding_size = 0;  ///< number of values of `encoding` in use; 0 = the null code
  std::uint8_t morph_to_size = 0;  ///< the same of `morph_to`
  bool waits_for_beat = false;     ///< waits for a beat while there is a /quantum (ParameterSpec::on_beat)
  float number = 0.f;              ///< value of a numeric parameter; a toggle as 0 or 1
  float glide_s = 0.f;             ///< time to reach the value, seconds
  std::uint64_t seed = 0;
  std::array<float, max_encoding_size> encoding{};
  /** The second encoding of a morph. */
  std::array<float, max_encoding_size> morph_to{};
  float morph = 0.f;       ///< weight of the second one, 0..1; 0 = no morph
  std::uint64_t step = 0;  ///< takes effect no earlier than this generator step; 0 = at once
  /** When the control source received it: steady clock, nanoseconds since its epoch; 0 = unknown. */
  std::int64_t arrived = 0;
  /**
   * For the tempo, instead of its number: the (fractional) beat of the clock at the time when changes of this
   * step become audible.
   */
  std::optional<double> beat = {};

  std::span<const float> encoding_values() const { return {encoding.data(), encoding_size}; }
  std::span<const float> morph_to_values() const { return {morph_to.data(), morph_to_size}; }
};
static_assert(std::is_trivially_copyable_v<ControlEvent>);

/** Whether a single voice's value is separate from the value for all voices, which belongs to the output. */
constexpr bool is_trim(ParameterId id) {
  return id == ParameterId::gain || id == ParameterId::mute;
}

/** Whether `event` makes an older one of this parameter and voice obsolete. */
inline bool replaces(const ControlEvent& event, ParameterId id, VoiceNumber voice) {
  return id == event.parameter && (voice == event.voice || (event.voice == all_voices && !is_trim(id)));
}

/**
 * Whether two events of one parameter set the same value for the same voice, regardless of time and glide.
 */
inline bool set_the_same(const ControlEvent& a, const ControlEvent& b) {
  return a.voice == b.voice && a.number == b.number && a.seed == b.seed && a.morph == b.morph &&
         std::ranges::equal(a.encoding_values(), b.encoding_values()) &&
         std::ranges::equal(a.morph_to_values(), b.morph_to_values());
}

}  // namespace aeolian
