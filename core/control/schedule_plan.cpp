// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/schedule_plan.h"

#include <algorithm>
#include <sstream>
#include <utility>
#include <vector>

#include "core/control/parameters.h"

namespace aeolian {
namespace {

using namespace std::chrono;
using Entries = std::span<const ScheduleEntry>;
using Action = ScheduleEntry::Action;

constexpr days a_year{366};
/** Present hours began at most two days ago; the longer look-aheads are for rare entries. */
constexpr days look_back{2};
constexpr std::array looks_ahead{days(2), days(9), a_year};
/** The time zone may be changed while the program runs. */
constexpr minutes longest_validity{1};

/** Continuous opening hours. */
struct Period {
  Moment begin, end;
  double fade_in_s, fade_out_s;
};

Moment later_by(Moment moment, double seconds) {
  return moment + round<milliseconds>(duration<double>(seconds));
}

/** The moment when the fade-out starts. */
Moment closing(const Period& period) {
  const double half_s = duration<double>(period.end - period.begin).count() / 2.;
  return later_by(period.end, -std::min(period.fade_out_s, half_s));
}

/** From `begin` to `end` of a day; if `end` is not later, until `end` of the next day. */
Period period_on(local_days day, seconds begin, seconds end, double fade_s) {
  const local_days last_day = end > begin ? day : day + days(1);
  return {moment_of(day + begin), moment_of(last_day + end), fade_s, fade_s};
}

bool tells_hours(const ScheduleEntry& entry) {
  return entry.action == Action::play || entry.action == Action::closed;
}

void add_hours_of(Entries entries, local_days day, std::vector<Period>& periods) {
  auto most_particular = ScheduleDays::Kind::all;
  bool closed = false, any_hours = false;
  for (const auto& entry : entries) {
    any_hours = any_hours || entry.action == Action::play;
    if (!tells_hours(entry) || !entry.days.contain(day) || entry.days.kind < most_particular) continue;
    if (entry.days.kind > most_particular) closed = false;
    most_particular = entry.days.kind;
    closed = closed || entry.action == Action::closed;
  }
  if (closed) return;
  if (!any_hours) periods.push_back(period_on(day, 0s, hours(24), ScheduleEntry::usual_fade_s));
  for (const auto& entry : entries) {
    if (entry.action != Action::play || !entry.days.contain(day) || entry.days.kind != most_particular)
      continue;
    const double fade_s = entry.glide_s.value_or(ScheduleEntry::usual_fade_s);
    periods.push_back(period_on(day, *entry.begin, *entry.end, fade_s));
  }
}

/**
 * The periods of opening hours that begin on the days from `first` to `last`, in order; adjacent ones are
 * merged.
 */
std::vector<Period> periods_between(Entries entries, local_days first, local_days last) {
  std::vector<Period> periods;
  for (local_days day = first; day <= last; day += days(1)) add_hours_of(entries, day, periods);
  std::erase_if(periods, [](const Period& period) { return period.end <= period.begin; });
  std::ranges::sort(periods, {}, [](const Period& period) { return std::pair(period.begin, period.end); });
  std::vector<Period> merged;
  for (const Period& period : periods) {
    if (merged.empty() || period.begin > merged.back().end) {
      merged.push_back(period);
    } else if (period.end >= merged.back().end) {
      merged.back().end = period.end;
      merged.back().fade_out_s = period.fade_out_s;
    }
  }
  return merged;
}

HoursEdge edge_before(const std::vector<Period>& periods, Moment now, Moment first) {
  HoursEdge edge;
  for (const Period& period : periods) {
    if (period.begin > now) break;
    edge = {period.begin, true, period.fade_in_s};
    if (period.begin <= first) edge.at.reset();
    const Moment closes = closing(period);
    if (closes <= now) edge = {closes, false, duration<double>(period.end - closes).count()};
  }
  return edge;
}

std::string told(double seconds) {
  std::ostringstream text;
  text << seconds << " s";
  return text.str();
}

void add_next(SchedulePlan& plan, Moment at, const std::string& what) {
  if (!plan.next || at < plan.next->at) plan.next = ScheduleNext{at, what};
}

/**
 * Enters the first opening or closing after `now` in the plan; returns false if there is none before `last`.
 */
bool find_next_edge(const std::vector<Period>& periods, Moment now, Moment last, SchedulePlan& plan) {
  for (const Period& period : periods) {
    if (period.begin > now) {
      add_next(plan, period.begin, "plays, fading in " + told(period.fade_in_s));
      return true;
    }
    const Moment closes = closing(period);
    if (closes > now && period.end < last) {
      add_next(plan, closes, "stops, fading out " + told(duration<double>(period.end - closes).count()));
      return true;
    }
  }
  return false;
}

void plan_hours(Entries entries, Moment now, local_days today, SchedulePlan& plan) {
  if (std::ranges::none_of(entries, tells_hours)) return;
  const local_days first = today - look_back;
  for (const days ahead : looks_ahead) {
    const auto periods = periods_between(entries, first, today + ahead);
    if (!plan.hours) plan.hours = edge_before(periods, now, moment_of(first));
    if (find_next_edge(periods, now, moment_of(today + ahead + days(1)), plan)) return;
  }
}

bool recalls(const ScheduleEntry& entry) {
  return entry.action == Action::preset || entry.action == Action::moment;
}

/** Plans the next preset or moment due after `now`, and the last one due by then. */
void plan_recalls(Entries entries, Moment now, local_days today, SchedulePlan& plan) {
  std::vector<const ScheduleEntry*> recalled;
  for (const auto& entry : entries) {
    if (recalls(entry)) recalled.push_back(&entry);
  }
  if (recalled.empty()) return;
  for (local_days day = today; !plan.recall && day >= today - a_year; day -= days(1)) {
    for (const auto* entry : recalled) {
      if (!entry->days.contain(day)) continue;
      const Moment at = moment_of(day + *entry->begin);
      if (at <= now && (!plan.recall || plan.recall->at <= at))
        plan.recall = {at, entry->action, entry->name, entry->glide_s};
    }
  }
  for (local_days day = today, found = today + a_year; day <= found; day += days(1)) {
    for (const auto* entry : recalled) {
      if (!entry->days.contain(day)) continue;
      const Moment at = moment_of(day + *entry->begin);
      if (at <= now) continue;
      add_next(plan, at, (entry->action == Action::preset ? "preset " : "moment ") + entry->name);
      found = day;
    }
  }
}

void plan_walks(Entries entries, Moment now, local_days today, SchedulePlan& plan) {
  for (const auto& entry : entries) {
    if (entry.action != Action::walk) continue;
    for (local_days day = today - look_back; day <= today + days(1); day += days(1)) {
      if (!entry.days.contain(day)) continue;
      const Period period = period_on(day, entry.begin.value_or(0s), entry.end.value_or(hours(24)),
                                      ScheduleEntry::usual_fade_s);
      if (period.begin <= now && now < period.end) {
        plan.walks[static_cast<std::size_t>(entry.walk.parameter)] = &entry.walk;
      }
      for (const Moment edge : {period.begin, period.end}) {
        if (edge > now) plan.valid_until = std::min(plan.valid_until, edge);
      }
    }
  }
}

}  // namespace

SchedulePlan plan_schedule(Entries entries, Moment now) {
  SchedulePlan plan;
  plan.valid_until = now + longest_validity;
  const auto today = floor<days>(local_time(now));
  plan_hours(entries, now, today, plan);
  plan_recalls(entries, now, today, plan);
  plan_walks(entries, now, today, plan);
  if (plan.next) plan.valid_until = std::min(plan.valid_until, plan.next->at);
  return plan;
}

}  // namespace aeolian
