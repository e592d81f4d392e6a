// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/control/parameters.h"
#include "core/control/presets.h"
#include "core/control/schedule.h"
#include "daemon/config/schedule_settings.h"

namespace aeolian {

/**
 * The schedule's hand on the instrument: does what the schedule wants by the clock on the wall, and notices
 * when another control source moves what walks. keep_up() belongs to one thread, all else to any.
 */
class ScheduleRunner {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  /** So long after the last touch of another control source a walk leaves its parameter alone. */
  static constexpr std::chrono::seconds respect{60};

  struct Report {
    bool on;
    std::size_t lines;
    double next_s;  ///< seconds; -1 = nothing comes
    std::uint64_t changes, walk_steps, refused;
  };

  /** Parameters and presets outlive this; `source` is the schedule's own. */
  ScheduleRunner(Parameters& parameters, Presets& presets, Parameters::Source source);

  Schedule& schedule() { return schedule_; }

  /** Takes the lines of the configuration, and its switch where that is another than before. */
  void configure(const ScheduleSettings& settings);

  /** Goes on from Schedule::memory(); empty = from nothing. One that is strange is logged. */
  void remember(std::string_view memory);

  /** Does what is due; every few milliseconds. What is refused is logged, and goes on by the next change. */
  void keep_up(Moment now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
               Steady steady_now = std::chrono::steady_clock::now());

  Report report() const;

 private:
  Schedule::Held held(Steady now) const;
  void make(const ScheduledChange& change);
  void take_note(const ScheduledChange& change, const ControlError* refusal);

  Parameters& parameters_;
  Presets& presets_;
  const Parameters::Source source_;
  Schedule schedule_;
  std::optional<bool> configured_on_;
  std::array<std::atomic<Steady::rep>, parameter_count> touched_{};  ///< 0 = by no other control source
  std::string last_complaint_;
  std::atomic<std::uint64_t> changes_{0}, walk_steps_{0}, refused_{0};
  Subscription listening_;
};

}  // namespace aeolian
