// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/generator/guard_likeness.h"
#include "core/generator/guard_prints.h"

namespace aeolian {

/** What a performance may fall into and not leave by itself. */
enum class Fault : std::uint8_t { silence, quiet, loud, dc, non_finite, frozen, loop };
inline constexpr std::size_t fault_count = 7;

/** As in settings, control logs and metrics: "silence", "non_finite". */
std::string_view name_of(Fault fault);
/** The fault of this name; nothing where none is called so. */
std::optional<Fault> fault_called(std::string_view name);

/** When something is a fault. Times are seconds; 0 = this is none. Levels are mean squares of a second. */
struct GuardSettings {
  bool operator==(const GuardSettings&) const = default;
  bool on = true;
  double silence_db = -80.;  ///< dBFS; below it there is nothing to hear
  double silence_s = 15.;
  double quiet_db = -60.;  ///< dBFS; not a second louder than this
  double quiet_s = 90.;
  double loud_db = -4.;  ///< dBFS, where a square wave at full level has 0; every second louder than this
  double loud_s = 5.;
  double dc = 0.5;  ///< of full scale
  double dc_s = 5.;
  bool non_finite = true;  ///< NaN and infinity, at once
  double frozen_s = 20.;
  double frozen_likeness = 3.;  ///< how much more than held noise the bands may vary (FrozenSpectrum)
  double loop_s = 30.;
  double longest_loop_s = 10.;  ///< the longest period that is looked for
  double loop_likeness =
      0.1;                   ///< what a repetition may differ, of what the sound differs within (LoopSearch)
  double cool_down_s = 10.;  ///< deaf so long after a fault, and twice as long after each that comes back
  double longest_cool_down_s = 600.;
  double relapse_s = 120.;  ///< a fault so soon after another says that beginning anew did not help
};

/**
 * Listens to what is generated, and tells of a fault that does not pass by itself. A pure function of its
 * settings and of what it heard. One thread at a time; after construction nothing allocates.
 */
class FaultDetector {
 public:
  /** `sample_rate` in Hz, 4000 to 192000. */
  FaultDetector(int sample_rate, const GuardSettings& settings);

  /**
   * Hears the next `samples`; a fault where somebody should do something about it now. The guard then forgets
   * what it heard and is deaf for wait_s().
   */
  std::optional<Fault> listen(std::span<const float> samples);

  /**
   * The sound is held on purpose: until it is let go, only what is never meant is a fault (loud, DC, not
   * finite).
   */
  void set_held(bool held);

  /** Switched off, it hears nothing; on again, it begins afresh. */
  void set_on(bool on);
  bool is_on() const { return settings_.on; }

  /** How long the guard is deaf after the last fault, seconds. */
  double wait_s() const { return wait_s_; }

  /** Begins afresh with other settings. Allocates. */
  void set_settings(const GuardSettings& settings);
  const GuardSettings& settings() const { return settings_; }

  /** How near the sound came to being a fault: how long it repeated itself, seconds, and how little it moved.
   */
  double repeated_s() const { return loop_.repeated_s(); }
  float liveliness() const { return frozen_.liveliness(); }

 private:
  /** Seconds in a row in which something was the case. */
  struct Run {
    int seconds = 0;
    /** True when it is the case for `limit_s`; 0 = never. */
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
  std::uint64_t deaf_ = 0;         ///< samples to go
  std::uint64_t since_fault_ = 0;  ///< samples heard with good ears
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
