// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/control/control_interface.h"
#include "core/control/parameters.h"
#include "core/control/presets.h"
#include "core/control/schedule.h"
#include "daemon/config/schedule_settings.h"

namespace aeolian::daemon {

/**
 * Carries out the schedule by the local clock, and notices when another control source moves a parameter in a
 * walk. keep_up() belongs to one thread, everything else to any.
 */
class ScheduleRunner {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  /** After a change by another control source, walks leave the parameter alone for this long. */
  static constexpr std::chrono::seconds respect{60};

  struct Report {
    bool on;
    std::size_t lines;
    double next_s;  ///< seconds to the next change; -1 = none
    std::uint64_t changes, walk_steps, refused;
  };

  /** Continues from the moment `name`, except for the parameters `kept`, and answers on any thread. */
  using LoadMoment = std::function<void(const std::string& name, std::vector<ParameterId> kept,
                                        ControlInterface::Done done)>;

  /**
   * `parameters` and `presets` must outlive this, which must outlive the answers of `load_moment`; `source`
   * is the schedule's own.
   */
  ScheduleRunner(Parameters& parameters, Presets& presets, Parameters::Source source, LoadMoment load_moment);

  Schedule& schedule() { return schedule_; }

  /** Sets the lines of the configuration, and the switch if its configured value has changed. */
  void configure(const ScheduleSettings& settings);

  /** Restores Schedule::memory(); empty = none. An invalid one is logged. */
  void remember(std::string_view memory);

  /**
   * Makes the changes that are due; called every few milliseconds. A refused change is logged and skipped.
   */
  void keep_up(Moment now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
               Steady steady_now = std::chrono::steady_clock::now());

  Report report() const;

 private:
  Schedule::Held held(Steady now) const;
  void make(const ScheduledChange& change);
  void go_on_from_moment(const ScheduledChange& change);
  void take_note(const ScheduledChange& change, const ControlError* refusal);

  Parameters& parameters_;
  Presets& presets_;
  const Parameters::Source source_;
  const LoadMoment load_moment_;
  Schedule schedule_;
  std::optional<bool> configured_on_;
  std::array<std::atomic<Steady::rep>, parameter_count> touched_{};  ///< 0 = never by another control source
  std::string last_complaint_;
  std::atomic<std::uint64_t> changes_{0}, walk_steps_{0}, refused_{0};
  Subscription listening_;
};

}  // namespace aeolian::daemon
