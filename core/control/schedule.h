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
#include <variant>
#include <vector>

#include "core/control/commands.h"
#include "core/control/control_error.h"
#include "core/control/parameter_address.h"
#include "core/control/schedule_entry.h"
#include "core/control/schedule_plan.h"
#include "core/control/value.h"
#include "core/error.h"

namespace aeolian {

/** A change requested by the schedule. */
struct ScheduledChange {
  /** CommandId::preset_load or moment_load, or the address of a parameter: /play, or that of a walk. */
  std::variant<CommandId, ParameterAddress> target;
  std::vector<ControlValue> values;
  /** For a preset or moment: parameters to leave alone, because the schedule moves them itself. */
  std::vector<ParameterId> kept = {};
};

/** A line of the schedule, as listed. */
struct ScheduleLine {
  std::string text;
  bool from_configuration;  ///< otherwise added while playing
};

/**
 * A running schedule: entries from the configuration, entries added later, and a switch. It does not read a
 * clock: the caller passes the time, as often as it likes (every 20 ms), and gets the changes due by then.
 *
 * It makes a change only when its wanted state changes: opening or closing, a preset or moment that comes
 * due, a step of a walk. In between, other control sources may change anything, and their changes persist,
 * even across a restart (memory()). Because the wanted state is a function of the time, a clock that jumps, a
 * suspended machine or a late start lead to the state wanted now; changes missed in between are skipped. If
 * the clock is set back by less than a minute, the schedule waits for it to catch up.
 *
 * Any thread may call any method; each holds the same mutex for a short time.
 */
class Schedule {
 public:
  static constexpr std::size_t most_entries = 256;
  /** Glide with which an interrupted walk returns to its position. */
  static constexpr std::chrono::seconds return_glide{10};

  /** Parameters recently moved by another control source: their walks wait. */
  using Held = std::bitset<parameter_count>;

  template <class Result>
  using Answer = tl::expected<Result, ControlError>;

  /** Replaces the entries of the configuration. */
  void configure(std::vector<ScheduleEntry> entries);

  /** Adds a line; returns its number, counted from 1. */
  Answer<std::size_t> add(std::string_view line);
  /** Removes line `number`, which must be an added one; returns its text. */
  Answer<std::string> remove(std::size_t number);
  /** Removes all added lines; returns their count. */
  std::size_t clear();
  /** While off, it changes nothing; when switched on again, it sets everything to the state wanted then. */
  void set_on(bool on);
  bool is_on() const;

  std::vector<ScheduleLine> lines() const;

  /** The next change, not counting walks. */
  std::optional<ScheduleNext> next(Moment now) const;

  /** The changes due at `now`, in order; they are then considered done. */
  std::vector<ScheduledChange> due(Moment now, const Held& held);

  /** The added lines and the last changes as JSON, for the state file. */
  std::string memory() const;
  /** Restores a memory; on an error, which says what is wrong with it, nothing has changed. */
  ErrorOr<void> recall(std::string_view memory);

 private:
  struct Stride {
    std::optional<RandomWalk> walk;  ///< none = not walking, or held by another control source
    Moment since, until;
  };

  const SchedulePlan& plan(Moment now);
  void due_recall(const SchedulePlan& plan, std::vector<ScheduledChange>& changes);
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
  std::optional<RecallEdge> done_recall_;
  std::array<Stride, parameter_count> strides_{};
};

}  // namespace aeolian
