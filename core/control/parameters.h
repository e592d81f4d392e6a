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
  std::string_view name;  ///< as in options and control logs: "temperature"
  ParameterType type;
  std::string_view unit;  ///< empty = none
  double minimum;
  double maximum;
  double initial;
  float glide_s;  ///< default glide, seconds
  std::string_view description;
  std::string_view takes_effect;
  bool of_voice = false;  ///< whether a voice may have its own value, at /voice/N followed by the path
  bool integral = false;  ///< whether the number has no fraction
  bool on_beat = false;   ///< whether its changes wait for a beat while there is a /quantum
};

/** The registry: every parameter of the instrument, in the order of ParameterId. */
std::span<const ParameterSpec> parameter_specs();
const ParameterSpec& parameter_spec(ParameterId id);
/** The parameter of a path, such as "/gain" or "/voice/2/gain"; null = not the path of a parameter. */
const ParameterSpec* find_parameter(std::string_view path);
/**
 * The arguments of the parameter's path, in the notation of takes() (signature.h). An encoding may also be
 * given by its values, a seed as text.
 */
std::string_view taken_by(const ParameterSpec& spec);

/** At and below this gain, dB, the output is silent. */
inline constexpr double silent_gain_db = -60.;

/** At this /floor, dB, nothing is removed. */
inline constexpr double no_floor_db = -100.;

/** From this /memory/limit on, in seconds, there is no limit. */
inline constexpr double no_memory_limit_s = 60.;

/**
 * The default /memory/limit, seconds. With passages this short, followed as closely as calibrated, the output
 * stays near the corpus but follows it for no longer than held-out sound does (measured: trainer/README.md).
 */
inline constexpr double default_memory_limit_s = 1.;

/** The range of /tempo, beats per minute, and the largest /quantum, beats. */
inline constexpr double slowest_tempo = 20., fastest_tempo = 300., longest_quantum = 64.;

/** The longest glide, seconds; longer ones are clipped. */
inline constexpr double longest_glide_s = 60.;

/** The outcome of a change that was accepted. */
struct Change {
  bool clipped = false;                   ///< the value was out of range; `value` is the nearest in range
  double value = 0.;                      ///< value now in force, if the parameter is a number
  std::vector<ControlValue> answer = {};  ///< from set_at(): the values now in force
};

/** The values that belong to one voice only. */
struct VoiceValues {
  std::optional<std::uint64_t> seed;
  std::map<ParameterId, double> numbers;  ///< numbers and toggles
  std::optional<Morph> encoding;

  bool has(ParameterId id) const;
  /** Copies one value from `from`, which may have none. */
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

/** The seed of a voice without its own: voice 1 has the instrument's, the others derive theirs from it. */
std::uint64_t seed_of_voice(std::uint64_t seed, VoiceNumber voice);

/** Effective step and arrival time of the changes that follow (ControlEvent::step, ::arrived). */
struct Timing {
  std::uint64_t step = 0;
  std::int64_t arrived = 0;
};

class Parameters;
struct ParameterAddress;

/**
 * Keeps a listener subscribed; once it is destroyed, the listener is not called any more. Must not outlive
 * Parameters.
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
  /**
   * Passes an event to the generator; returns false if full, and the event is offered again later. Never
   * blocks.
   */
  using Sink = std::function<bool(const ControlEvent&)>;
  using Taken = tl::expected<Change, ControlError>;

  /** A control source, from add_source(). */
  enum class Source : std::size_t {};
  /** The source of encoding changes caused by a change of model. */
  static constexpr Source nobody{~std::size_t{0}};

  /** A control source, and the voice that it addresses, or all voices. */
  struct Route {
    Source source;
    VoiceNumber voice = all_voices;
    // NOLINTNEXTLINE(google-explicit-constructor): a source alone addresses all voices
    Route(Source from, VoiceNumber to = all_voices) : source(from), voice(to) {}
  };

  /** Called with the parameter that changed, the source and the voice. */
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
  /**
   * The maximum of a number, lowered for /voices and /out to the numbers of voices and channels available.
   */
  double maximum(ParameterId id) const;

  /**
   * Adds a control source. Without a sink, its changes are sent nowhere: the generator has them already, or
   * there is none.
   */
  Source add_source(std::string name, Sink sink = {});

  /**
   * Calls `listener` after each change, on the thread that made it and without the mutex of the parameters'
   * values. It must return soon, must take no lock under which its owner changes parameters, and must neither
   * add nor remove listeners.
   */
  [[nodiscard]] Subscription add_listener(Listener listener);

  /** Sets the timing of all further changes from this source. */
  void set_timing(Source source, Timing timing);

  /*
   * The setters below address one voice or all of them, according to the route. Setting all voices discards
   * their own values, except for gain and mute, which are separate from the output's.
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
   * Sets the sound of one encoding, or a sound between two. Refuses encodings of another size than the
   * checkpoint's.
   */
  Taken set_morph(Route route, const Morph& morph, std::optional<double> glide_s = {});
  /** Sets the sound at `position` (0 = from, 1 = to) between two named encodings. */
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
   * Sets one of the faders, -1..1, whose values, scaled to unit norm, are the encoding. Any other change of
   * the encoding moves the faders to its values.
   */
  Taken set_encoding_fader(Source source, std::size_t dimension, double value,
                           std::optional<double> glide_s = {});

  /** Applies the event's value, with the registry's glide. */
  Taken set(Source source, const ControlEvent& event);

  /** Fades out in 50 ms and picks a new seed, so that the next /play starts anew. */
  Taken panic(Source source);

  /**
   * Sets a parameter or carries out an action, on behalf of any control source; `values` must match the
   * signature of the address. Numbers and toggles may be followed by a glide in seconds.
   */
  Taken set_at(Source source, const ParameterAddress& address, std::span<const ControlValue> values);

  /**
   * The value in force, in the form that set_at() accepts: seeds as decimal text, a morph as its names and
   * weight, an encoding without a name as its values; nothing if the address has no value.
   */
  std::optional<std::vector<ControlValue>> value_at(const ParameterAddress& address) const;

  /** The same by path ("/gain", "/encoding/xy"), for paths that are needed only once. */
  Taken set_by_path(Source source, std::string_view path, std::span<const ControlValue> values);
  std::optional<std::vector<ControlValue>> value_by_path(std::string_view path) const;

  Snapshot snapshot() const;
  /**
   * Changes every parameter to `snapshot`, with one event each: numbers and the encoding over `glide_s`
   * seconds, toggles and the seed at once; those in `kept` are unchanged. Refused as a whole if a value is
   * not finite or an encoding is not of this checkpoint's size.
   */
  Taken apply(Source source, const Snapshot& snapshot, std::optional<double> glide_s = {},
              std::span<const ParameterId> kept = {});

  /**
   * Replaces the encodings with those of another model. The encoding in force keeps its name if the new model
   * has it; otherwise it becomes the null code, because raw values mean nothing to another model. If only one
   * name of a morph exists, that encoding remains. Sends no event: the new model starts from events().
   */
  void replace_encodings(EncodingBank encodings);

  /**
   * Sets the default of a number, for a model that has its own. A number at its default follows; one that was
   * changed stays. Sends no event: the new model starts from events().
   */
  void replace_default(ParameterId id, double value);
  double default_of(ParameterId id) const;

  /**
   * Reserves a number for `leader`: others are refused with the message `why`, and presets leave the number
   * alone. An empty `why` ends this. One number at a time.
   */
  void lead(ParameterId id, Source leader, std::string why);

  /** Records the seed with which a new source has started. Sends no event. */
  void replace_seed(std::uint64_t seed);

  /**
   * Every value as an event without a glide: the initial settings for a new source. The number of voices
   * comes last, so that voices start with their own values.
   */
  std::vector<ControlEvent> events() const;

  /** The event that sets the value in force for `voice`, without a glide. */
  ControlEvent event(ParameterId id, VoiceNumber voice = all_voices) const;

  std::uint64_t seed(VoiceNumber voice = all_voices) const;
  double number(ParameterId id, VoiceNumber voice = all_voices) const;
  /** The encoding or morph in force. */
  Morph morph(VoiceNumber voice = all_voices) const;
  /** Values of the encoding in force (for a morph, of point_of()); empty = the null code. */
  std::vector<float> encoding(VoiceNumber voice = all_voices) const;
  /** Name of the encoding in force; empty = the null code, raw values, or a morph. */
  std::string encoding_name(VoiceNumber voice = all_voices) const;
  /** The voices that have their own value of this parameter. */
  std::vector<VoiceNumber> voices_with_own(ParameterId id) const;

  /** The point on the map: the one set last, or the position of a sound set since then. */
  Place encoding_place() const;

  /** Position of one of the encoding's faders, -1..1. */
  double encoding_fader(std::size_t dimension) const;

  /** The named encodings; immutable: another model has another bank. */
  std::shared_ptr<const EncodingBank> encodings() const;

  /**
   * Offers again the events that found the source's sink full, with the latest value of each parameter. A
   * source's thread calls it every `retry_interval` while it returns false (events are still waiting).
   */
  bool retry(Source source);
  static constexpr std::chrono::milliseconds retry_interval{5};

  /** Number of changes that found the source's sink full. */
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
    std::map<VoiceAndId, ControlEvent> waiting;  ///< events for all voices first
  };
  struct RegisteredListener {
    std::uint64_t id;
    Listener listener;
  };

  tl::expected<void, ControlError> check_voice(VoiceNumber voice, const ParameterSpec& spec) const;
  /** set_morph() with the point of the map that it was picked at; nothing = the sound's own position. */
  Taken set_morph_at(std::optional<Place> place, Route route, const Morph& morph,
                     std::optional<double> glide_s);
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
  std::uint64_t draws_ = 0;  ///< random averages since the seed was set
  std::array<double, parameter_count> numbers_{};
  std::array<double, parameter_count> defaults_{};  ///< for the present model
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
