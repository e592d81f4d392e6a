// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/audio/stereo_frame.h"
#include "core/generator/guard_likeness.h"
#include "core/generator/guard_prints.h"

namespace aeolian {

/** Faults that a performance may not recover from by itself. */
enum class Fault : std::uint8_t { silence, quiet, loud, dc, non_finite, frozen, loop };
inline constexpr std::size_t fault_count = 7;

/** The name in settings, control logs and metrics: "silence", "non_finite". */
std::string_view name_of(Fault fault);
/** The fault of this name; nothing if there is none. */
std::optional<Fault> fault_called(std::string_view name);

/**
 * Thresholds for faults. Times are seconds; 0 = this check is off. Levels are mean squares over one second.
 */
struct GuardSettings {
  bool operator==(const GuardSettings&) const = default;
  bool on = true;
  double silence_db = -80.;  ///< dBFS; every second is below this
  double silence_s = 15.;
  double quiet_db = -60.;  ///< dBFS; every second is below this
  double quiet_s = 90.;
  double loud_db = -4.;  ///< dBFS (full-scale square wave = 0); every second is above this
  double loud_s = 5.;
  double dc = 0.5;  ///< of full scale; every second's mean is at least this far from 0
  double dc_s = 5.;
  bool non_finite = true;  ///< NaN and infinity, at once
  double frozen_s = 20.;
  double frozen_likeness = 3.;  ///< bands vary at most this much more than with steady noise (FrozenSpectrum)
  double loop_s = 30.;
  double longest_loop_s = 10.;  ///< the longest period considered
  /** Largest difference of a repetition, relative to the differences within it (LoopSearch). */
  double loop_likeness = 0.1;
  /** Faults are ignored for this long after a fault; the time doubles with each fault that comes back. */
  double cool_down_s = 10.;
  double longest_cool_down_s = 600.;
  /** A fault within this time of the previous one means that restarting did not help. */
  double relapse_s = 120.;
};

/**
 * Detects faults in the generated sound that do not go away by themselves. A pure function of its settings
 * and the samples. One thread at a time; after construction nothing allocates.
 */
class FaultDetector {
 public:
  /** `sample_rate` in Hz, 4000 to 192000. */
  FaultDetector(int sample_rate, const GuardSettings& settings);

  /**
   * Processes the next `frames` (mid of both channels); returns a fault that needs action now. The detector
   * then forgets the past and ignores everything for wait_s().
   */
  std::optional<Fault> listen(std::span<const StereoFrame> frames);

  /**
   * While the sound is held on purpose, only faults that are never intended are reported (loud, DC,
   * non-finite).
   */
  void set_held(bool held);

  /** While off, it processes nothing; when switched on again, it starts from scratch. */
  void set_on(bool on);
  bool is_on() const { return settings_.on; }

  /** How long faults are ignored after the last one, seconds. */
  double wait_s() const { return wait_s_; }

  /** Starts from scratch with other settings. Allocates. */
  void set_settings(const GuardSettings& settings);
  const GuardSettings& settings() const { return settings_; }

  /**
   * How close the sound is to a fault: how long it has repeated itself, in seconds, and (liveliness()) how
   * much it moves.
   */
  double repeated_s() const { return loop_.repeated_s(); }
  float liveliness() const { return frozen_.liveliness(); }

 private:
  /** Number of consecutive seconds in which a condition was true. */
  struct Run {
    int seconds = 0;
    /** True once the condition has been true for `limit_s`; 0 = never. */
    bool goes_on(bool is_so, double limit_s);
  };

  std::optional<Fault> hear(float sample);
  std::optional<Fault> end_of_second();
  std::optional<Fault> end_of_print();
  void forget();
  std::optional<Fault> told(Fault fault);

  GuardSettings settings_;
  const double sample_rate_;
  bool held_ = false;
  std::uint64_t deaf_ = 0;         ///< samples left to ignore
  std::uint64_t since_fault_ = 0;  ///< samples processed since the last fault, not counting ignored ones
  bool had_fault_ = false;
  double wait_s_ = 0.;

  int in_second_ = 0;  ///< samples of this second
  double sum_ = 0., squares_ = 0.;
  Run silence_, quiet_, loud_, dc_up_, dc_down_;
  SoundPrints prints_;
  LoopSearch loop_;
  FrozenSpectrum frozen_;
};

}  // namespace aeolian
