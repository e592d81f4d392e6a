// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "core/control/control_error.h"
#include "core/control/encoding_bank.h"
#include "core/control/event.h"
#include "core/control/value.h"

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
/** What the parameter's path takes, as takes() (gestures.h) reads it; an encoding also by its values, a seed
 * as text.
 */
std::string_view taken_by(const ParameterSpec& spec);

/** At and below this gain, dB, there is silence. */
inline constexpr double silent_gain_db = -60.;

/** The longest glide that can be asked for, seconds. */
inline constexpr double longest_glide_s = 60.;

/** What a change that was taken came to. */
struct Change {
  bool clipped = false;  ///< the value lay outside the range and `value` is the nearest inside
  double value = 0.;     ///< now in force, where it is one number
  std::vector<ControlValue> answer = {};  ///< of set_by_path(): its values as they came to be in force
};

/** The value of every parameter at one moment. */
struct Snapshot {
  std::uint64_t seed = 0;
  std::array<double, parameter_count> numbers{};  ///< numbers and toggles, by ParameterId
  std::vector<float> encoding = {};               ///< empty = the null code
  std::string encoding_name = {};                 ///< empty = no name; else it wins over the values
};

/** When the changes that follow are to be heard, and when they were asked for (ControlEvent::step,
 * ::arrived). */
struct Timing {
  std::uint64_t step = 0;
  std::int64_t arrived = 0;
};

class Parameters;

/** Hears of changes for as long as it lives; once it is gone, it is not called any more. Not to outlive
 * Parameters. */
class Subscription {
 public:
  Subscription() = default;
  Subscription(Subscription&& other) noexcept { *this = std::move(other); }
  Subscription& operator=(Subscription&& other) noexcept;
  ~Subscription();

 private:
  friend class Parameters;
  Subscription(Parameters& parameters, std::uint64_t id) : parameters_(&parameters), id_(id) {}

  Parameters* parameters_ = nullptr;
  std::uint64_t id_ = 0;
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
  using Taken = tl::expected<Change, ControlError>;

  /** A control source, as add_source() gave it. */
  enum class Source : std::size_t {};
  /** Who changes the encoding when the model changes. */
  static constexpr Source nobody{~std::size_t{0}};

  /** Hears which parameter was changed, and by whom. */
  using Listener = std::function<void(ParameterId, Source)>;

  /** A named encoding and its share. */
  struct Share {
    std::string_view name;
    double weight;
  };

  explicit Parameters(EncodingBank encodings = {});

  Source add_source(std::string name, Sink sink);

  /**
   * Calls `listener` after each change, on the thread that made it and with no lock of the parameters held.
   * It returns soon, takes no lock under which its owner changes parameters, and adds or ends no listening.
   */
  [[nodiscard]] Subscription add_listener(Listener listener);

  /** What the source changes from now on bears this timing. */
  void set_timing(Source source, Timing timing);

  Taken set_seed(Source source, std::uint64_t seed);

  /** A number or a toggle (0 = off, anything else = on) of the registry; without `glide_s`, the registry's.
   */
  Taken set_number(Source source, ParameterId id, double value, std::optional<double> glide_s = {});

  Taken set_encoding(Source source, std::string_view name, std::optional<double> glide_s = {});
  Taken set_encoding(Source source, std::size_t index, std::optional<double> glide_s = {});
  /** Raw values, brought to unit norm. */
  Taken set_encoding(Source source, std::span<const float> values, std::optional<double> glide_s = {});
  /** The encoding at `position` (0 = from, 1 = to) of the great circle between two named ones. */
  Taken interpolate_encodings(Source source, std::string_view from, std::string_view to, double position,
                              std::optional<double> glide_s = {});
  /** The mean of several named ones by their weights (none negative), brought to unit norm. */
  Taken blend_encodings(Source source, std::span<const Share> shares, std::optional<double> glide_s = {});
  /** The point x, y (0..1) of the map of the named encodings (EncodingBank::at_place). */
  Taken set_encoding_place(Source source, double x, double y, std::optional<double> glide_s = {});
  /** The mean, brought to unit norm, of `count` named encodings that the seed draws; each call draws anew. */
  Taken average_encodings(Source source, double count, std::optional<double> glide_s = {});
  /** Sets none: the null code, under which a model wanders among the places of its corpus. */
  Taken release_encoding(Source source, std::optional<double> glide_s = {});
  /**
   * One of the faders, -1..1, whose direction is the encoding: the encoding is all of them brought to unit
   * norm. Any other change of the encoding sets the faders to its values.
   */
  Taken set_encoding_fader(Source source, std::size_t dimension, double value,
                           std::optional<double> glide_s = {});

  /** Fades out in 50 ms and sets the seed anew, so that what is played next starts fresh. */
  Taken panic(Source source);

  /**
   * Sets by path, for all control sources: `path` is a parameter's ("/gain") or a gesture's
   * ("/encoding/xy"), `values` what it takes (gestures.h); numbers and toggles may be followed by a glide in
   * seconds.
   */
  Taken set_by_path(Source source, std::string_view path, std::span<const ControlValue> values);

  /**
   * What is in force at `path`, in the form that set_by_path() takes, seeds as decimal text, an encoding that
   * has no name as its values; nothing where no value can be read there.
   */
  std::optional<std::vector<ControlValue>> value_by_path(std::string_view path) const;

  Snapshot snapshot() const;
  /**
   * Brings every parameter to `snapshot` with one change each: numbers and the encoding in `glide_s` seconds,
   * toggles and the seed at once; those of `kept` stay as they are. Refused whole where a value is not finite
   * or the encoding is not of this checkpoint's size.
   */
  Taken apply(Source source, const Snapshot& snapshot, std::optional<double> glide_s = {},
              std::span<const ParameterId> kept = {});

  /**
   * Goes on with the encodings of another model. The encoding in force keeps its name where the new ones have
   * it; otherwise (raw values mean nothing to another model) it becomes the null code. Sends no event:
   * events() gives all that the new model begins with.
   */
  void replace_encodings(EncodingBank encodings);

  /** Goes on with the seed that another source has begun with. Sends no event. */
  void replace_seed(std::uint64_t seed);

  /** The value of every parameter as an event without a glide: what a generator that is new to it begins
   * with. */
  std::vector<ControlEvent> events() const;

  std::uint64_t seed() const;
  double number(ParameterId id) const;
  /** Values in force; empty = the null code. */
  std::vector<float> encoding() const;
  /** Name of the encoding in force; empty = the null code, raw values, or between two. */
  std::string encoding_name() const;

  /** Position of one of the faders behind the encoding, -1..1. */
  double encoding_fader(std::size_t dimension) const;

  /** The named encodings; a bank never changes, another model brings another one. */
  std::shared_ptr<const EncodingBank> encodings() const;

  /**
   * Offers again what found the source's sink full: the last value of each parameter. A source's thread calls
   * it every `retry_interval` for as long as it gives false (something still waits).
   */
  bool retry(Source source);
  static constexpr std::chrono::milliseconds retry_interval{5};

  /** Times that the source's sink was found full by a change. */
  std::uint64_t times_full(Source source) const;

 private:
  friend class Subscription;
  struct ControlSource {
    std::string name;
    Sink sink;
    Timing timing;
    std::uint64_t times_full = 0;
    std::array<std::optional<ControlEvent>, parameter_count> waiting;
  };
  struct RegisteredListener {
    std::uint64_t id;
    Listener listener;
  };

  Taken set_encoding_to(Source source, const ErrorOr<Encoding>& encoding, std::string_view name,
                        std::optional<double> glide_s);
  void put_encoding(Source source, const Encoding& encoding, std::string_view name, float glide_s);
  void take_encoding(const Encoding& encoding, std::string_view name);
  ControlEvent event_of(ParameterId id, float glide_s) const;
  void send(Source source, ControlEvent event);
  void tell(Source source, std::initializer_list<ParameterId> changed);
  static bool offer_waiting(ControlSource& control_source);
  void forget_listener(std::uint64_t id);

  mutable std::mutex mutex_;
  std::shared_ptr<const EncodingBank> encodings_;
  std::vector<ControlSource> control_sources_;
  std::uint64_t seed_;
  std::uint64_t draws_ = 0;  ///< averages drawn since the seed was set
  std::array<double, parameter_count> numbers_{};
  Encoding encoding_;
  std::string encoding_name_;
  std::array<double, max_encoding_size> faders_{};

  std::recursive_mutex ears_mutex_;  ///< a listener may change parameters itself
  std::vector<RegisteredListener> listeners_;
  std::uint64_t next_ear_ = 0;
};

}  // namespace aeolian
