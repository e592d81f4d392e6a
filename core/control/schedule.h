// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "core/control/control_error.h"
#include "core/control/schedule_entry.h"
#include "core/control/schedule_plan.h"
#include "core/control/value.h"
#include "core/error.h"

namespace aeolian {

/** One change that the schedule wants made, as a control source would ask for it by OSC. */
struct ScheduledChange {
  std::string path;  ///< "/play", "/preset/load", or what a walk moves
  std::vector<ControlValue> values;
  std::vector<ParameterId> kept = {};  ///< of a preset: what stays as it is, as the schedule moves it itself
};

/** One line of the schedule, as it is listed. */
struct ScheduleLine {
  std::string text;
  bool from_configuration;  ///< the others were added while it played
};

/**
 * A schedule that runs: entries of the configuration, entries added later, and a switch. It looks at no
 * clock: whoever asks brings the time, as often as he likes (every 20 ms), and gets what is to be done by
 * then.
 *
 * It speaks when what it wants changes: an edge of the hours of play, another preset that came due, a step of
 * a walk. In between a control source has its way, and keeps it over a restart (memory()). As the wanted
 * state is a function of the time, a clock that jumps, a suspended machine or a late start end in the state
 * that the schedule wants now; what was missed in between is not made up for. A clock set back by less than a
 * minute is waited for.
 *
 * Any thread may call any method; each takes the same mutex for a short time.
 */
class Schedule {
 public:
  static constexpr std::size_t most_entries = 256;
  /** A walk that was broken off is found again in this time. */
  static constexpr std::chrono::seconds return_glide{10};

  /** Parameters that a control source has moved lately: their walks wait. */
  using Held = std::bitset<parameter_count>;

  template <class Result>
  using Answer = tl::expected<Result, ControlError>;

  /** Puts `entries` in the place of those of the configuration so far. */
  void configure(std::vector<ScheduleEntry> entries);

  /** Adds a line; gives its number, counted from 1. */
  Answer<std::size_t> add(std::string_view line);
  /** Takes away line `number`, which was added; gives its text. */
  Answer<std::string> remove(std::size_t number);
  /** Takes away all that was added; gives how many. */
  std::size_t clear();
  /** Switched off it changes nothing; switched on again it brings all to what it wants then. */
  void set_on(bool on);
  bool is_on() const;

  std::vector<ScheduleLine> lines() const;

  /** What comes next, walks aside. */
  std::optional<ScheduleNext> next(Moment now) const;

  /** What is to be done at `now`, in this order, and is then taken to be done. */
  std::vector<ScheduledChange> due(Moment now, const Held& held);

  /** The added lines and what was done last, as JSON: for the state file. */
  std::string memory() const;
  /** Goes on from a memory; an error tells what is wrong with it, and nothing has changed. */
  ErrorOr<void> recall(std::string_view memory);

 private:
  struct Stride {
    std::optional<RandomWalk> walk;  ///< none = it does not walk, or a control source holds it
    Moment since, until;
  };

  const SchedulePlan& plan(Moment now);
  void due_preset(const SchedulePlan& plan, std::vector<ScheduledChange>& changes);
  void due_hours(const SchedulePlan& plan, std::vector<ScheduledChange>& changes);
  void due_walk(const RandomWalk* walk, std::size_t parameter, Moment now, bool held,
                std::vector<ScheduledChange>& changes);

  mutable std::mutex mutex_;
  bool on_ = true;
  bool asked_before_ = false;
  std::vector<ScheduleEntry> entries_;  ///< those of the configuration first
  std::size_t configured_ = 0;
  std::optional<SchedulePlan> plan_;
  Moment planned_at_{}, last_asked_{};
  std::optional<HoursEdge> done_hours_;
  std::optional<PresetEdge> done_preset_;
  std::array<Stride, parameter_count> strides_{};
};

}  // namespace aeolian
