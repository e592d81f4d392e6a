// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/schedule_runner.h"

#include <spdlog/spdlog.h>

#include <utility>
#include <variant>

namespace aeolian::daemon {
namespace {

using std::chrono::system_clock;

/** Openings, closings and presets, but not the many steps of walks. */
bool is_event(const ScheduledChange& change) {
  const auto* address = std::get_if<ParameterAddress>(&change.target);
  return !address || address->is(ParameterId::play);
}

std::string in_words(const ScheduledChange& change) {
  if (std::holds_alternative<CommandId>(change.target))
    return "preset " + std::get<std::string>(change.values[0]);
  return std::get<bool>(change.values[0]) ? "plays" : "stops";
}

}  // namespace

ScheduleRunner::ScheduleRunner(Parameters& parameters, Presets& presets, Parameters::Source source,
                               LoadMoment load_moment)
    : parameters_(parameters),
      presets_(presets),
      source_(source),
      load_moment_(std::move(load_moment)),
      listening_(parameters.add_listener([this](ParameterId id, Parameters::Route by) {
        if (by.source == source_ || by.source == Parameters::nobody || by.voice != all_voices) return;
        const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
        touched_[static_cast<std::size_t>(id)].store(now, std::memory_order_relaxed);
      })) {}

void ScheduleRunner::configure(const ScheduleSettings& settings) {
  schedule_.configure(settings.entries);
  if (configured_on_ != settings.on) schedule_.set_on(settings.on);
  configured_on_ = settings.on;
}

void ScheduleRunner::remember(std::string_view memory) {
  if (memory.empty()) return;
  if (const auto recalled = schedule_.recall(memory); !recalled) {
    spdlog::warn("the lines added to the schedule are lost: {}", recalled.error().message);
  }
}

void ScheduleRunner::keep_up(Moment now, Steady steady_now) {
  for (const auto& change : schedule_.due(now, held(steady_now))) make(change);
  parameters_.retry(source_);
}

Schedule::Held ScheduleRunner::held(Steady now) const {
  Schedule::Held held;
  for (std::size_t i = 0; i < touched_.size(); ++i) {
    const Steady::rep touched = touched_[i].load(std::memory_order_relaxed);
    held[i] = touched != 0 && now - Steady(Steady::duration(touched)) < respect;
  }
  return held;
}

void ScheduleRunner::make(const ScheduledChange& change) {
  if (const auto* address = std::get_if<ParameterAddress>(&change.target)) {
    const auto taken = parameters_.set_at(source_, *address, change.values);
    return take_note(change, taken ? nullptr : &taken.error());
  }
  if (std::get<CommandId>(change.target) == CommandId::moment_load) return go_on_from_moment(change);
  const auto glide_s = change.values.size() > 1 ? as_number(change.values[1]) : std::nullopt;
  const auto loaded = presets_.load(source_, std::get<std::string>(change.values[0]), glide_s, change.kept);
  take_note(change, loaded ? nullptr : &loaded.error());
}

/** This takes a while, and may wait for a beat. */
void ScheduleRunner::go_on_from_moment(const ScheduledChange& change) {
  const auto& name = std::get<std::string>(change.values[0]);
  load_moment_(name, change.kept, [this, name](const ControlInterface::Answer& answer) {
    if (answer) {
      changes_.fetch_add(1, std::memory_order_relaxed);
      return spdlog::info("schedule: moment {}", name);
    }
    refused_.fetch_add(1, std::memory_order_relaxed);
    spdlog::warn("schedule: {}", answer.error().message);
  });
}

void ScheduleRunner::take_note(const ScheduledChange& change, const ControlError* refusal) {
  if (refusal) {
    refused_.fetch_add(1, std::memory_order_relaxed);
    // A walk would repeat the same message every few seconds.
    if (is_event(change) || refusal->message != last_complaint_)
      spdlog::warn("schedule: {}", refusal->message);
    last_complaint_ = refusal->message;
    return;
  }
  (is_event(change) ? changes_ : walk_steps_).fetch_add(1, std::memory_order_relaxed);
  if (is_event(change)) spdlog::info("schedule: {}", in_words(change));
}

ScheduleRunner::Report ScheduleRunner::report() const {
  const Moment now = std::chrono::floor<std::chrono::milliseconds>(system_clock::now());
  const auto next = schedule_.next(now);
  return {.on = schedule_.is_on(),
          .lines = schedule_.lines().size(),
          .next_s = next ? std::chrono::duration<double>(next->at - now).count() : -1.,
          .changes = changes_,
          .walk_steps = walk_steps_,
          .refused = refused_};
}

}  // namespace aeolian::daemon
