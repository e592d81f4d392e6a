// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "core/control/control_error.h"
#include "core/control/heard_report.h"

namespace aeolian {

class Schedule;
class Tempo;

/** The status of the running program. */
struct StatusReport {
  std::string state;          ///< "playing", "stopped" or "waiting for device"
  float load_mean = 0.f;      ///< mean time to compute a step, divided by its duration
  float load_peak = 0.f;      ///< the highest such ratio
  double rate_nominal = 0.;   ///< of the device, Hz
  double rate_measured = 0.;  ///< Hz
  std::int64_t underruns = 0;
  double uptime_s = 0.;
  std::string model = {};   ///< base name of the checkpoint
  std::string device = {};  ///< name of the output device
  std::string second = {};  ///< base name of the model that is blended in (blend_model()); empty = none
};

/**
 * A value that only grows (counter), a value that goes up and down (gauge), or a distribution of times
 * (histogram).
 */
struct Metric {
  enum class Kind { counter, gauge, histogram };
  struct Bucket {
    double up_to;         ///< upper bound, seconds
    std::uint64_t count;  ///< number of values up to the bound
  };
  /** Distinguishes metrics of the same name, such as mount="/aeolian.opus". */
  struct Label {
    std::string_view name;
    std::string value;
  };
  std::string name;  ///< lower case with underscores and the unit at the end, such as "step_time_p99_seconds"
  Kind kind = Kind::gauge;
  double value = 0.;  ///< for a histogram: the number of values
  std::string_view description;
  double sum = 0.;                   ///< for a histogram: sum of the values, seconds
  std::vector<Bucket> buckets = {};  ///< for a histogram, ascending
  Label label = {};                  ///< no name = the only metric of its name
};

/** Level of one channel, or of all, over a twentieth of a second. */
struct SoundLevel {
  static constexpr float lowest_db = -100.f;  ///< also the reading for silence
  float peak_db = lowest_db;                  ///< 0 = full scale
  float rms_db = lowest_db;                   ///< a full-scale sine reads -3
};

/** Levels of the output at the moment, after gain, mute and fades. */
struct SoundLevels {
  static constexpr std::size_t band_count = 64;
  static constexpr float lowest_db = SoundLevel::lowest_db;
  SoundLevel both;  ///< the loudest peak of all channels, and the root mean square of all their samples
  SoundLevel left, right;                    ///< channels 1 and 2
  std::vector<SoundLevel> further;           ///< channels from 3 on
  std::array<float, band_count> bands_db{};  ///< of the mid, with all pairs of channels summed; bands are
                                             ///< equally wide in octaves; a full-scale sine reads 0
};

/** A received MIDI message and its effect, both in words. */
struct MidiReport {
  std::uint64_t number = 0;  ///< from 1
  std::string received;      ///< such as "cc 7 on channel 1: 100"
  std::string effect;        ///< such as "/gain -12"
};

/** A MIDI binding in words. */
struct MidiBindingReport {
  std::string source;  ///< such as "cc 7 on channel 1"
  std::string path;
  std::string mode;          ///< such as "absolute"
  std::string values;        ///< its range and curve, or the values that it sets
  bool uses_pickup = false;  ///< whether it waits for its fader (soft takeover)
};

/** The outcome of a recording. */
struct RecordingReport {
  std::string name;          ///< base name of the file
  std::uint64_t frames = 0;  ///< written
  std::uint64_t lost = 0;    ///< frames lost because the disk was too slow
};

/** A stream to one mount of an Icecast server. */
struct StreamReport {
  std::string mount;        ///< such as "/aeolian.opus"
  std::string state;        ///< "stopped", "connecting", "streaming", or "waiting" for the next attempt
  std::string why = {};     ///< why it is "waiting"
  std::uint64_t bytes = 0;  ///< sent
  std::uint64_t reconnects = 0;
  double lost_s = 0.;  ///< sound dropped because the server was too slow, seconds
};

/**
 * Requests beyond parameters that control sources (OSC, OSCQuery, MIDI) may make; the daemon carries them
 * out. Any thread of the control side may call any method; `done` is called once, on any thread, possibly
 * before the method returns. Names are base names: no path is accepted from a control source.
 */
class ControlInterface {
 public:
  using Answer = tl::expected<std::string, ControlError>;
  using Done = std::function<void(const Answer&)>;

  virtual ~ControlInterface() = default;

  /** The generator's step that sounds at `time`, for ControlEvent::step; 0 = unknown, apply at once. */
  virtual std::uint64_t step_at(std::chrono::steady_clock::time_point) const { return 0; }

  virtual StatusReport status() const = 0;
  virtual std::vector<Metric> metrics() const = 0;
  /** Output levels, measured at most twenty times a second. */
  virtual SoundLevels levels() const = 0;
  /** The instrument's description of its input; that of silence if it does not listen. */
  virtual HeardReport heard() const = 0;

  virtual std::vector<std::string> models() const = 0;
  /**
   * Loads a model in the background and cross-fades to it; answers with its name. If several requests come in
   * quick succession, the newest wins and the others are refused as `busy`.
   */
  virtual void load_model(std::string name, Done done) = 0;
  /**
   * Blends the present model (`weight` 0) with another one (`weight` 1), over `glide_s` seconds (nothing =
   * the registry's glide). If that model is not yet blended in, it is loaded in the background and replaces
   * the one that is; at weight 0 it is released. Answers with its name; refused if its frames do not fit.
   */
  virtual void blend_model(std::string name, double weight, std::optional<double> glide_s, Done done) = 0;

  /**
   * Continues from a sound: a priming state of the checkpoint, or a file in the samples folder, from
   * `start_s` seconds on.
   */
  virtual void prime(std::string sound, double start_s, Done done) = 0;
  virtual std::vector<std::string> sounds() const = 0;

  /** Starts recording the output; an empty `name` means date and time. Returns the base name of the file. */
  virtual Answer start_recording(std::string name) = 0;
  virtual tl::expected<RecordingReport, ControlError> stop_recording() = 0;
  /** Writes the last `seconds` of the output to a file; `name` as for start_recording(). */
  virtual tl::expected<RecordingReport, ControlError> record_last(double seconds, std::string name) = 0;

  /** Turns the configured streams on; answers with their mounts. Refused if there are none. */
  virtual Answer start_streams() = 0;
  virtual Answer stop_streams() = 0;
  virtual std::vector<StreamReport> streams() const = 0;

  /** Whether the guard is on. */
  virtual bool guard() const = 0;
  virtual void set_guard(bool on) = 0;

  /**
   * Binds the next MIDI source that moves within 10 s to the parameter of `path`; answers with the source.
   */
  virtual void learn_midi(std::string path, Done done) = 0;
  /** Saves the learned mapping; returns the file's base name. */
  virtual Answer save_midi() = 0;

  virtual std::vector<MidiBindingReport> midi_bindings() const = 0;
  /** The MIDI messages with numbers above `after`, as far back as they are kept. */
  virtual std::vector<MidiReport> midi_messages(std::uint64_t after) const = 0;
  /** Removes the binding of `path` and returns its source. Like all edits of the mapping, not saved. */
  virtual Answer forget_midi(const std::string& path) = 0;
  /** Sets range and curve of the binding of `path`; returns its source. */
  virtual Answer scale_midi(const std::string& path, double from, double to, const std::string& curve) = 0;

  /**
   * Saves the whole state of the generator under a name, so that it can continue from there; returns the
   * name. Waits for the generator and the disk.
   */
  virtual Answer save_moment(const std::string& name) = 0;
  /**
   * Continues from a moment, cross-faded, at the next multiple of /quantum if there is one; then answers with
   * its name.
   */
  virtual void load_moment(std::string name, Done done) = 0;
  virtual Answer delete_moment(const std::string& name) = 0;
  virtual std::vector<std::string> moments() const = 0;

  /** Reloads the configuration; answers with the changes. A file with an error changes nothing. */
  virtual void reload_configuration(Done done) = 0;

  /** Tempo and beat. */
  virtual Tempo& tempo() = 0;

  /** The running schedule. */
  virtual Schedule& schedule() = 0;
};

}  // namespace aeolian
