// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
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

/** Describes a parameter; OSC, MIDI, `--help` and the documentation are made from this. */
struct ParameterSpec {
  ParameterId id;
  std::string_view path;  ///< below the OSC prefix, such as "/temperature"
  std::string_view name;  ///< in options and control logs, such as "temperature"
  ParameterType type;
  std::string_view unit;  ///< empty = none
  double minimum;
  double maximum;
  double initial;
  float glide_s;  ///< default glide, seconds
  std::string_view description;
  std::string_view takes_effect;
  bool of_voice = false;  ///< a voice may have a value of its own, at /voice/N and this path
  bool integral = false;  ///< a number without a fraction
  bool on_beat = false;   ///< its changes wait for a beat while there is a /quantum
};

/** The registry: every parameter of the instrument, in the order of ParameterId. */
std::span<const ParameterSpec> parameter_specs();
const ParameterSpec& parameter_spec(ParameterId id);
/** The parameter of a path, such as "/gain" or "/voice/2/gain"; null = it is not one of a parameter. */
const ParameterSpec* find_parameter(std::string_view path);
/**
 * The arguments of the parameter's path, in the notation of takes() (signature.h). An encoding may also be
 * given by its values, a seed as text.
 */
std::string_view taken_by(const ParameterSpec& spec);

/** At and below this gain, dB, the output is silent. */
inline constexpr double silent_gain_db = -60.;

/** At this /floor, dB, nothing is let go. */
inline constexpr double no_floor_db = -100.;

/** From this /memory/limit on, seconds, passages are followed for as long as they last. */
inline constexpr double no_memory_limit_s = 60.;

/**
 * The /memory/limit that applies unless another is set, seconds: passages so short, followed as closely as
 * was calibrated, are near to the corpus and follow it for no longer than held-out sound does (measured:
 * trainer/README.md).
 */
inline constexpr double default_memory_limit_s = 1.;

/** The range of /tempo, beats a minute, and the largest /quantum, beats. */
inline constexpr double slowest_tempo = 20., fastest_tempo = 300., longest_quantum = 64.;

/** The longest glide, seconds; longer ones are clipped. */
inline constexpr double longest_glide_s = 60.;

/** The outcome of a change that was accepted. */
struct Change {
  bool clipped = false;                   ///< the value was out of range; `value` is the nearest in range
  double value = 0.;                      ///< now in force, if the parameter is a number
  std::vector<ControlValue> answer = {};  ///< of set_at(): the values now in force
};

/** The values that one voice has of its own. */
struct VoiceValues {
  std::optional<std::uint64_t> seed;
  std::map<ParameterId, double> numbers;  ///< numbers and toggles
  std::optional<Morph> encoding;

  bool has(ParameterId id) const;
  /** Makes one of them that of `from`, which may have none. */
  void take(ParameterId id, const VoiceValues& from);
};

/** A coordinate on the map of the named encodings. */
using MapAxis = double Place::*;

/** The value of every parameter at one moment. */
struct Snapshot {
  std::uint64_t seed = 0;
  std::array<double, parameter_count> numbers{};   ///< numbers and toggles, by ParameterId
  Morph encoding = {};                             ///< a name takes precedence over the values
  std::map<VoiceNumber, VoiceValues> voices = {};  ///< those that have values of their own
};

/** The seed of a voice that has none of its own: the first one has the instrument's. */
std::uint64_t seed_of_voice(std::uint64_t seed, VoiceNumber voice);

/** When the following changes take effect, and when they were requested (ControlEvent::step, ::arrived). */
struct Timing {
  std::uint64_t step = 0;
  std::int64_t arrived = 0;
};

class Parameters;
struct ParameterAddress;

/**
 * Keeps a listener subscribed for as long as it lives; afterwards the listener is not called any more. Must
 * not outlive Parameters.
 */
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
 * Holds the present value of every parameter, and sends each change to the generator. Belongs to the control
 * side: every method may be called from any thread and may wait for a mutex; the generator and the audio
 * callback never call it.
 *
 * Each control source (OSC, MIDI, the command line) has its own sink. Sinks are called one at a time, with
 * the mutex held and in the order of the changes, so several of them may share a single-producer ring.
 */
class Parameters {
 public:
  /** Passes an event on to the generator; false = full, the event is offered again later. Never blocks. */
  using Sink = std::function<bool(const ControlEvent&)>;
  using Taken = tl::expected<Change, ControlError>;

  /** A control source, from add_source(). */
  enum class Source : std::size_t {};
  /** The source of encoding changes that follow from a change of model. */
  static constexpr Source nobody{~std::size_t{0}};

  /** From a control source to one voice, or to all of them. */
  struct Route {
    Source source;
    VoiceNumber voice = all_voices;
    // NOLINTNEXTLINE(google-explicit-constructor): a source alone changes what all voices play
    Route(Source from, VoiceNumber to = all_voices) : source(from), voice(to) {}
  };

  /** Called with the parameter that was changed, and from where and for whom. */
  using Listener = std::function<void(ParameterId, Route)>;

  /** A named encoding and its weight. */
  struct Share {
    std::string_view name;
    double weight;
  };

  /**
   * `voice_limit`: the largest number of voices, 1..most_voices. `channels`: of the output,
   * 1..most_output_channels.
   */
  explicit Parameters(EncodingBank encodings = {}, VoiceNumber voice_limit = most_voices,
                      std::size_t channels = most_output_channels);

  VoiceNumber voice_limit() const { return voice_limit_; }
  /** The largest value of a number here: of /voices and /out no more than there can be. */
  double maximum(ParameterId id) const;

  /** Without a sink, its changes are sent nowhere: the generator has them already, or there is none. */
  Source add_source(std::string name, Sink sink = {});

  /**
   * Calls `listener` after each change, on the thread that made it and without the mutex of the parameters'
   * values. It must return soon, must take no lock under which its owner changes parameters, and must neither
   * add nor remove listeners.
   */
  [[nodiscard]] Subscription add_listener(Listener listener);

  /** Gives all further changes by this source this timing. */
  void set_timing(Source source, Timing timing);

  /*
   * The following are of one voice, or of all if the route says so: these then have no value of their own any
   * more. A voice's own gain and mute are apart from the output's, and stay.
   */

  Taken set_seed(Route route, std::uint64_t seed);

  /**
   * Sets a number or a toggle (0 = off, anything else = on); without `glide_s` the registry's glide is used.
   */
  Taken set_number(Route route, ParameterId id, double value, std::optional<double> glide_s = {});

  Taken set_encoding(Route route, std::string_view name, std::optional<double> glide_s = {});
  Taken set_encoding(Route route, std::size_t index, std::optional<double> glide_s = {});
  /** Sets the encoding by its values, which are scaled to unit norm. */
  Taken set_encoding(Route route, std::span<const float> values, std::optional<double> glide_s = {});
  /**
   * Sets the sound of an encoding, or one between those of two. Refuses encodings of another size than the
   * checkpoint's.
   */
  Taken set_morph(Route route, const Morph& morph, std::optional<double> glide_s = {});
  /** Sets the sound at `position` (0 = from, 1 = to) between those of two named encodings. */
  Taken interpolate_encodings(Route route, std::string_view from, std::string_view to, double position,
                              std::optional<double> glide_s = {});
  /** Sets the sound between the two named encodings with the largest weights (morph_of()). */
  Taken blend_encodings(Route route, std::span<const Share> shares, std::optional<double> glide_s = {});
  /** Sets the sound at point x, y (0..1) of the map (EncodingBank::at_place). */
  Taken set_encoding_place(Route route, double x, double y, std::optional<double> glide_s = {});
  /** Sets one coordinate of that point; the other stays where it is (encoding_place()). */
  Taken set_encoding_axis(Source source, MapAxis axis, double value, std::optional<double> glide_s = {});
  /**
   * Sets the mean, scaled to unit norm, of `count` named encodings chosen at random from the seed; different
   * ones each time.
   */
  Taken average_encodings(Route route, double count, std::optional<double> glide_s = {});
  /** Clears the encoding (the null code): the model drifts between all learned sounds. */
  Taken release_encoding(Route route, std::optional<double> glide_s = {});
  /**
   * Sets one of the faders, -1..1, that make up the encoding: all of them scaled to unit norm. Any other
   * change of the encoding sets the faders to its values.
   */
  Taken set_encoding_fader(Source source, std::size_t dimension, double value,
                           std::optional<double> glide_s = {});

  /** Sets what the event sets, over the registry's glide. */
  Taken set(Source source, const ControlEvent& event);

  /** Fades out in 50 ms and picks a new seed, so that the next /play starts afresh. */
  Taken panic(Source source);

  /**
   * Sets a parameter, or carries out an action, for all control sources; `values` must match the signature of
   * the address. Numbers and toggles may be followed by a glide in seconds.
   */
  Taken set_at(Source source, const ParameterAddress& address, std::span<const ControlValue> values);

  /**
   * The value in force there, in the form that set_at() accepts: seeds as decimal text, a morph as its names
   * and weight, an encoding without a name as its values; nothing if the address has no value.
   */
  std::optional<std::vector<ControlValue>> value_at(const ParameterAddress& address) const;

  /** The same at the address of a path ("/gain", "/encoding/xy"), for a path that is needed once. */
  Taken set_by_path(Source source, std::string_view path, std::span<const ControlValue> values);
  std::optional<std::vector<ControlValue>> value_by_path(std::string_view path) const;

  Snapshot snapshot() const;
  /**
   * Changes every parameter to `snapshot`, with one event each: numbers and the encoding over `glide_s`
   * seconds, toggles and the seed at once; those in `kept` are unchanged. Refused as a whole if a value is
   * not finite or the encoding does not have this checkpoint's size.
   */
  Taken apply(Source source, const Snapshot& snapshot, std::optional<double> glide_s = {},
              std::span<const ParameterId> kept = {});

  /**
   * Replaces the encodings by those of another model. The encoding in force keeps its name if the new model
   * has it; otherwise it becomes the null code, because raw values mean nothing to another model. Of a morph
   * whose names are not both there, the one that is remains. Sends no event: the new model starts from
   * events().
   */
  void replace_encodings(EncodingBank encodings);

  /**
   * Sets the default of a number, where the model that plays has one of its own. A number that is at its
   * default follows; one that was changed stays. Sends no event: the new model starts from events().
   */
  void replace_default(ParameterId id, double value);
  double default_of(ParameterId id) const;

  /**
   * Lets `leader` alone set a number from now on: others are refused, with `why`, and presets leave it as it
   * is. An empty `why` ends that. One number at a time.
   */
  void lead(ParameterId id, Source leader, std::string why);

  /** Sets the seed that another source has started with. Sends no event. */
  void replace_seed(std::uint64_t seed);

  /**
   * Every value as an event without a glide: the initial settings for a new source. The number of voices is
   * the last one, so that voices begin with the values of their own.
   */
  std::vector<ControlEvent> events() const;

  /** The event that gives `voice` the value in force, without a glide. */
  ControlEvent event(ParameterId id, VoiceNumber voice = all_voices) const;

  std::uint64_t seed(VoiceNumber voice = all_voices) const;
  double number(ParameterId id, VoiceNumber voice = all_voices) const;
  /** The encoding in force, or the two between whose sounds it plays. */
  Morph morph(VoiceNumber voice = all_voices) const;
  /** Values of the encoding in force, or of the point between the two (point_of()); empty = the null code. */
  std::vector<float> encoding(VoiceNumber voice = all_voices) const;
  /** Name of the encoding in force; empty = the null code, raw values, or between two. */
  std::string encoding_name(VoiceNumber voice = all_voices) const;
  /** The voices that have a value of their own for this parameter. */
  std::vector<VoiceNumber> voices_with_own(ParameterId id) const;

  /** The point of the map that was set last, or where the sound that was set since then lies on it. */
  Place encoding_place() const;

  /** Position of one of the faders that make up the encoding, -1..1. */
  double encoding_fader(std::size_t dimension) const;

  /** The named encodings; immutable, another model brings another bank. */
  std::shared_ptr<const EncodingBank> encodings() const;

  /**
   * Offers events again that found the source's sink full: the last value of each parameter. A source's
   * thread calls it every `retry_interval` while it returns false (events are still waiting).
   */
  bool retry(Source source);
  static constexpr std::chrono::milliseconds retry_interval{5};

  /** How often a change found the source's sink full. */
  std::uint64_t times_full(Source source) const;

 private:
  friend class Subscription;
  using Voices = std::map<VoiceNumber, VoiceValues>;
  using VoiceAndId = std::pair<VoiceNumber, ParameterId>;
  struct ControlSource {
    std::string name;
    Sink sink;
    Timing timing;
    std::uint64_t times_full = 0;
    std::map<VoiceAndId, ControlEvent> waiting;  ///< what is for all voices first
  };
  struct RegisteredListener {
    std::uint64_t id;
    Listener listener;
  };

  tl::expected<void, ControlError> check_voice(VoiceNumber voice, const ParameterSpec& spec) const;
  double in_range(const ParameterSpec& spec, double value) const;
  void put_seed(VoiceNumber voice, std::uint64_t seed);
  void put_number(VoiceNumber voice, ParameterId id, double value);
  void put_morph(Route route, const Morph& morph, float glide_s);
  void take_morph(VoiceNumber voice, const Morph& morph);
  void forget_own(ParameterId id);
  VoiceValues own_of(VoiceNumber voice) const;
  std::uint64_t seed_in(VoiceNumber voice) const;
  double number_in(ParameterId id, VoiceNumber voice) const;
  Morph morph_in(VoiceNumber voice) const;
  ControlEvent event_of(ParameterId id, float glide_s, VoiceNumber voice = all_voices) const;
  void send(Source source, ControlEvent event);
  /** `waits`: whether it waits for a beat while there is a /quantum. */
  void send(Source source, ControlEvent event, bool waits);
  bool is_led(ParameterId id) const { return !why_led_.empty() && led_ == id; }
  Morph what_is_left_of(const Morph& morph) const;
  tl::expected<Morph, ControlError> recall(const Morph& stored) const;
  tl::expected<Voices, ControlError> recall(const Voices& stored) const;
  std::vector<VoiceAndId> replace_own(Voices voices, std::span<const ParameterId> kept);
  void tell(Route route, std::initializer_list<ParameterId> changed);
  static bool offer_waiting(ControlSource& control_source);
  void forget_listener(std::uint64_t id);

  mutable std::mutex mutex_;
  std::shared_ptr<const EncodingBank> encodings_;
  std::vector<ControlSource> control_sources_;
  std::uint64_t seed_;
  std::uint64_t draws_ = 0;  ///< averages drawn since the seed was set
  std::array<double, parameter_count> numbers_{};
  std::array<double, parameter_count> defaults_{};  ///< with the model that plays
  Morph morph_;
  Place place_;  ///< encoding_place()
  std::array<double, max_encoding_size> faders_{};
  std::map<VoiceNumber, VoiceValues> voices_;  ///< those that have values of their own
  ParameterId led_{};                          ///< lead()
  Source leader_{};
  std::string why_led_;
  const VoiceNumber voice_limit_;
  const std::size_t channels_;

  std::recursive_mutex listeners_mutex_;  ///< recursive: a listener may change parameters itself
  std::vector<RegisteredListener> listeners_;
  std::uint64_t next_listener_ = 0;
};

}  // namespace aeolian
