// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/schedule.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/json_text.h"
#include "core/printable.h"

namespace aeolian {
namespace {

using namespace std::chrono;
using nlohmann::json;

/** If the clock is set back by less than this, the schedule waits for it to catch up. */
constexpr minutes patience{1};
/** If due() is called later than this, a walk is treated as interrupted. */
constexpr seconds latest_ask{2};
constexpr int deepest_memory = 4;

json json_of(Moment moment) {
  return moment.time_since_epoch().count();
}

Moment moment_from(const json& value) {
  return Moment(milliseconds(value.get<std::int64_t>()));
}

/** Key in the memory. */
const char* key_of(ScheduleEntry::Action recalled) {
  return recalled == ScheduleEntry::Action::preset ? "preset" : "moment";
}

}  // namespace

void Schedule::configure(std::vector<ScheduleEntry> entries) {
  const std::lock_guard lock(mutex_);
  const auto first_added = entries_.begin() + static_cast<std::ptrdiff_t>(configured_);
  entries_.erase(entries_.begin(), first_added);
  configured_ = entries.size();
  entries_.insert(entries_.begin(), std::move_iterator(entries.begin()), std::move_iterator(entries.end()));
  plan_.reset();
}

Schedule::Answer<std::size_t> Schedule::add(std::string_view line) {
  auto entry = parse_schedule_entry(line);
  if (!entry) return refuse(ControlError::Kind::wrong_value, in_words(entry.error(), line));
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= most_entries) {
    return refuse(ControlError::Kind::busy,
                  "there are " + std::to_string(entries_.size()) + " lines already; remove one first");
  }
  entries_.push_back(std::move(*entry));
  plan_.reset();
  return entries_.size();
}

Schedule::Answer<std::string> Schedule::remove(std::size_t number) {
  const std::lock_guard lock(mutex_);
  if (number < 1 || number > entries_.size()) {
    return refuse(ControlError::Kind::unknown_name, "there is no line " + std::to_string(number) + " of " +
                                                        std::to_string(entries_.size()) +
                                                        " (counted from 1)");
  }
  const auto entry = entries_.begin() + static_cast<std::ptrdiff_t>(number - 1);
  if (number <= configured_) {
    return refuse(ControlError::Kind::wrong_value,
                  "line " + std::to_string(number) + " " + in_quotes(entry->text) +
                      " is in the configuration file: remove it there, or switch "
                      "the schedule off");
  }
  std::string text = std::move(entry->text);
  entries_.erase(entry);
  plan_.reset();
  return text;
}

std::size_t Schedule::clear() {
  const std::lock_guard lock(mutex_);
  const std::size_t added = entries_.size() - configured_;
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(configured_), entries_.end());
  plan_.reset();
  return added;
}

void Schedule::set_on(bool on) {
  const std::lock_guard lock(mutex_);
  if (on && !on_) {
    done_hours_.reset();
    done_recall_.reset();
    strides_ = {};
  }
  on_ = on;
}

bool Schedule::is_on() const {
  const std::lock_guard lock(mutex_);
  return on_;
}

std::vector<ScheduleLine> Schedule::lines() const {
  const std::lock_guard lock(mutex_);
  std::vector<ScheduleLine> lines;
  for (const auto& entry : entries_) lines.push_back({entry.text, lines.size() < configured_});
  return lines;
}

std::optional<ScheduleNext> Schedule::next(Moment now) const {
  const std::lock_guard lock(mutex_);
  if (!on_) return {};
  return plan_schedule(entries_, now).next;
}

std::vector<ScheduledChange> Schedule::due(Moment now, const Held& held) {
  const std::lock_guard lock(mutex_);
  std::vector<ScheduledChange> changes;
  if (!on_) return changes;
  if (asked_before_ && now < last_asked_ && last_asked_ - now < patience) now = last_asked_;
  const SchedulePlan& wanted = plan(now);
  due_recall(wanted, changes);
  due_hours(wanted, changes);
  for (std::size_t i = 0; i < wanted.walks.size(); ++i) due_walk(wanted.walks[i], i, now, held[i], changes);
  asked_before_ = true;
  last_asked_ = now;
  return changes;
}

const SchedulePlan& Schedule::plan(Moment now) {
  if (!plan_ || now < planned_at_ || now >= plan_->valid_until) {
    plan_ = plan_schedule(entries_, now);
    planned_at_ = now;
  }
  return *plan_;
}

void Schedule::due_recall(const SchedulePlan& plan, std::vector<ScheduledChange>& changes) {
  if (!plan.recall) return;
  const bool is_done = done_recall_ && done_recall_->at == plan.recall->at &&
                       done_recall_->what == plan.recall->what && done_recall_->name == plan.recall->name;
  if (is_done) return;
  done_recall_ = plan.recall;
  const bool is_preset = plan.recall->what == ScheduleEntry::Action::preset;
  ScheduledChange change{is_preset ? CommandId::preset_load : CommandId::moment_load, {plan.recall->name}};
  // At the start, changes are made without a glide.
  const auto glide_s = asked_before_ ? plan.recall->glide_s : 0.;
  if (is_preset && glide_s) change.values.emplace_back(*glide_s);
  if (plan.hours) change.kept.push_back(ParameterId::play);
  for (std::size_t i = 0; i < plan.walks.size(); ++i) {
    if (plan.walks[i]) change.kept.push_back(static_cast<ParameterId>(i));
  }
  changes.push_back(std::move(change));
}

void Schedule::due_hours(const SchedulePlan& plan, std::vector<ScheduledChange>& changes) {
  if (!plan.hours) {
    done_hours_.reset();
    return;
  }
  const bool is_done = done_hours_ && done_hours_->plays == plan.hours->plays &&
                       (!plan.hours->at || done_hours_->at == plan.hours->at);
  if (is_done) return;
  done_hours_ = plan.hours;
  // A start outside the hours is silent from the first moment.
  const double fade_s = asked_before_ || plan.hours->plays ? plan.hours->fade_s : 0.;
  changes.push_back({address_of(ParameterId::play), {plan.hours->plays, fade_s}});
}

void Schedule::due_walk(const RandomWalk* walk, std::size_t parameter, Moment now, bool held,
                        std::vector<ScheduledChange>& changes) {
  Stride& last = strides_[parameter];
  if (!walk || held) {
    last.walk.reset();
    return;
  }
  const bool is_same = last.walk == *walk;
  if (is_same && last.since <= now && now < last.until) return;
  const bool goes_on = is_same && last.until <= now && now < last.until + latest_ask;
  milliseconds glide = goes_on ? stride(*walk) : milliseconds(return_glide);
  if (!asked_before_) glide = 0ms;
  last = {*walk, now, now + glide};

  const double glide_s = duration<double>(glide).count();
  if (walk->names.empty()) {
    return changes.push_back({address_of(walk->parameter), {number_at(*walk, last.until), glide_s}});
  }
  const auto [from, to, position] = place_at(*walk, last.until);
  changes.push_back(
      {address_of(ActionId::encoding_interpolate), {walk->names[from], walk->names[to], position, glide_s}});
}

std::string Schedule::memory() const {
  const std::lock_guard lock(mutex_);
  json memory{{"added", json::array()}};
  for (std::size_t i = configured_; i < entries_.size(); ++i) memory["added"].push_back(entries_[i].text);
  if (done_hours_) {
    memory["hours"] = {{"plays", done_hours_->plays}};
    if (done_hours_->at) memory["hours"]["at"] = json_of(*done_hours_->at);
  }
  if (done_recall_)
    memory[key_of(done_recall_->what)] = {{"at", json_of(done_recall_->at)}, {"name", done_recall_->name}};
  return memory.dump();
}

ErrorOr<void> Schedule::recall(std::string_view text) {
  const auto memory = parse_json(text, deepest_memory);
  if (!memory) return fail(memory.error().message);
  try {
    std::vector<ScheduleEntry> added;
    for (const auto& line : memory->at("added")) {
      auto entry = parse_schedule_entry(line.get_ref<const std::string&>());
      if (!entry) return fail(in_words(entry.error(), line.get_ref<const std::string&>()));
      added.push_back(std::move(*entry));
    }
    std::optional<HoursEdge> hours;
    if (const auto edge = memory->find("hours"); edge != memory->end()) {
      hours = HoursEdge{{}, edge->at("plays").get<bool>(), 0.};
      if (edge->contains("at")) hours->at = moment_from(edge->at("at"));
    }
    std::optional<RecallEdge> recalled;
    for (const auto what : {ScheduleEntry::Action::preset, ScheduleEntry::Action::moment}) {
      if (const auto edge = memory->find(key_of(what)); edge != memory->end())
        recalled = RecallEdge{moment_from(edge->at("at")), what, edge->at("name").get<std::string>(), {}};
    }
    const std::lock_guard lock(mutex_);
    if (configured_ + added.size() > most_entries) return fail("too many lines");
    entries_.resize(configured_);
    entries_.insert(entries_.end(), std::move_iterator(added.begin()), std::move_iterator(added.end()));
    done_hours_ = hours;
    done_recall_ = recalled;
    plan_.reset();
  } catch (const json::exception& error) {
    return fail(error.what());
  }
  return {};
}

}  // namespace aeolian
