// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "core/control/control_error.h"

namespace aeolian {

class Schedule;

/** What the program says of itself. */
struct StatusReport {
  std::string state;          ///< "playing", "stopped" or "waiting for device"
  float load_mean = 0.f;      ///< share of a step's time that making it took
  float load_peak = 0.f;      ///< the largest such share
  double rate_nominal = 0.;   ///< of the device, Hz
  double rate_measured = 0.;  ///< Hz
  std::int64_t underruns = 0;
  double uptime_s = 0.;
  std::string model = {};   ///< base name of the checkpoint
  std::string device = {};  ///< name of the output device
};

/** One figure that grows (a counter) or goes up and down (a gauge), or how often times were how long (a
 * histogram). */
struct Metric {
  enum class Kind { counter, gauge, histogram };
  struct Bucket {
    double up_to;         ///< seconds
    std::uint64_t count;  ///< of all that did not exceed it
  };
  std::string name;  ///< lower case with underscores and its unit at the end, as "step_time_p99_seconds"
  Kind kind = Kind::gauge;
  double value = 0.;  ///< of a histogram: how many it holds
  std::string_view description;
  double sum = 0.;                   ///< of a histogram, seconds
  std::vector<Bucket> buckets = {};  ///< of a histogram, rising
};

/** What came of a recording that was stopped. */
struct RecordingReport {
  std::string name;          ///< base name of the file
  std::uint64_t frames = 0;  ///< written
  std::uint64_t lost = 0;    ///< frames that came faster than the disk took them
};

/**
 * The requests that the running instrument takes beside its parameters: the control sources (OSC,
 * OSCQuery, MIDI) know this, the daemon does it. Any thread of the control side may call any method; `done`
 * is called once, by any thread, perhaps before the method returns. Names are base names: no path is taken
 * from a control source.
 */
class ControlInterface {
 public:
  using Answer = tl::expected<std::string, ControlError>;
  using Done = std::function<void(const Answer&)>;

  virtual ~ControlInterface() = default;

  /** The step of the generator that is heard at `time`, for ControlEvent::step; 0 = not known, at once. */
  virtual std::uint64_t step_at(std::chrono::steady_clock::time_point) const { return 0; }

  virtual StatusReport status() const = 0;
  virtual std::vector<Metric> metrics() const = 0;

  virtual std::vector<std::string> models() const = 0;
  /**
   * Loads a model in the background and cross-fades to it; the answer is its name. Of several in a hurry the
   * newest wins, the others are refused as `busy`.
   */
  virtual void load_model(std::string name, Done done) = 0;

  /** Goes on from a sound: a priming state of the checkpoint, or a file of the samples directory from
   * `start_s` on. */
  virtual void prime(std::string sound, double start_s, Done done) = 0;
  virtual std::vector<std::string> sounds() const = 0;

  /** Records what is played; empty `name` = the date and time. Gives the base name of the file. */
  virtual Answer start_recording(std::string name) = 0;
  virtual tl::expected<RecordingReport, ControlError> stop_recording() = 0;

  /** Whether the guard listens for faults that do not pass by themselves. */
  virtual bool guard() const = 0;
  virtual void set_guard(bool on) = 0;

  /** Binds the next MIDI source that moves, within 10 s, to the parameter of `path`; the answer names the
   * source. */
  virtual void learn_midi(std::string path, Done done) = 0;
  /** Keeps the learned mapping; gives the file's base name. */
  virtual Answer save_midi() = 0;

  /** Reads the configuration again; the answer says what has changed. A file with any fault changes nothing.
   */
  virtual void reload_configuration(Done done) = 0;

  /** What it does by the clock on the wall. */
  virtual Schedule& schedule() = 0;
};

}  // namespace aeolian
