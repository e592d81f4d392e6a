#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "core/control/encoding_bank.h"
#include "core/control/event.h"
#include "core/control/refusal.h"

namespace aeolian {

enum class ParameterType {
  whole,     ///< unsigned, 64 bits
  number,    ///< real, within a range
  toggle,    ///< on or off
  encoding,  ///< a name from the checkpoint, or its raw values
};

/** What one parameter is: OSC, MIDI, `--help` and the documentation are all made from this. */
struct ParameterSpec {
  ParameterId id;
  std::string_view path;  ///< below the OSC prefix, as "/temperature"
  std::string_view name;  ///< as in options and control logs, as "temperature"
  ParameterType type;
  std::string_view unit;  ///< empty = none
  double minimum;
  double maximum;
  double initial;
  float glide_s;  ///< time to reach a new value where the sender gives none, seconds
  std::string_view description;
  std::string_view takes_effect;
};

/** The registry: every parameter of the instrument, in the order of ParameterId. */
std::span<const ParameterSpec> parameter_specs();
const ParameterSpec& parameter_spec(ParameterId id);

/** At and below this gain, dB, there is silence. */
inline constexpr double silent_gain_db = -60.;

/** The longest glide that can be asked for, seconds. */
inline constexpr double longest_glide_s = 60.;

/** What a change that was taken came to. */
struct Change {
  bool clipped = false;  ///< the value lay outside the range and `value` is the nearest inside
  double value = 0.;     ///< now in force, where it is one number
};

/**
 * The present value of every parameter, and the way of each change to the generator. Belongs to the control
 * side: every method may be called from any thread, may wait for a mutex, and is never called by the
 * generator or the audio callback.
 *
 * Each control source (OSC, MIDI, the command line) has its own sink. Sinks are called one at a time, with
 * the mutex held and in the order of the changes, so one single-producer ring may stand behind several of
 * them.
 */
class Parameters {
 public:
  /** Takes an event on its way to the generator; false = full, the event is offered again later. Never
   * blocks. */
  using Sink = std::function<bool(const ControlEvent&)>;
  using Taken = tl::expected<Change, Refusal>;

  /** A control source, as add_source() gave it. */
  enum class Source : std::size_t {};

  explicit Parameters(EncodingBank encodings = {});

  Source add_source(std::string name, Sink sink);

  Taken set_seed(Source source, std::uint64_t seed);

  /** Sets temperature, gain (dB) or mute (0 = off, anything else = on); without `glide_s`, the registry's. */
  Taken set_number(Source source, ParameterId id, double value, std::optional<double> glide_s = {});

  Taken set_encoding(Source source, std::string_view name, std::optional<double> glide_s = {});
  Taken set_encoding(Source source, std::size_t index, std::optional<double> glide_s = {});
  /** Raw values, brought to unit norm. */
  Taken set_encoding(Source source, std::span<const float> values, std::optional<double> glide_s = {});
  /** The encoding at `position` (0 = from, 1 = to) of the great circle between two named ones. */
  Taken interpolate_encodings(Source source, std::string_view from, std::string_view to, double position,
                              std::optional<double> glide_s = {});

  std::uint64_t seed() const;
  double number(ParameterId id) const;
  /** Values in force; empty = the null code. */
  std::vector<float> encoding() const;
  /** Name of the encoding in force; empty = the null code, raw values, or between two. */
  std::string encoding_name() const;

  const EncodingBank& encodings() const { return encodings_; }

  /**
   * Offers again what found the source's sink full: the last value of each parameter. A source's thread calls
   * it every few milliseconds for as long as it gives false (something still waits).
   */
  bool retry(Source source);

  /** Times that the source's sink was found full by a change. */
  std::uint64_t times_full(Source source) const;

 private:
  struct Door {
    std::string name;
    Sink sink;
    std::uint64_t times_full = 0;
    std::array<std::optional<ControlEvent>, parameter_count> waiting;
  };

  Taken set_encoding_locked(Source source, const Encoding& encoding, std::string_view name,
                            std::optional<double> glide_s);
  void send(Source source, const ControlEvent& event);
  static bool offer_waiting(Door& door);

  const EncodingBank encodings_;
  mutable std::mutex mutex_;
  std::vector<Door> doors_;
  std::uint64_t seed_;
  std::array<double, parameter_count> numbers_{};
  Encoding encoding_;
  std::string encoding_name_;
};

}  // namespace aeolian
