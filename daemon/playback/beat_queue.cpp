// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/beat_queue.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace aeolian::daemon {
namespace {

using std::chrono::milliseconds;

/** How long before the generator reaches the beat a change is sent, so that a late poll() does no harm. */
constexpr milliseconds head_start{150};
/** The same for everything else, which must first be prepared for the generator. */
constexpr milliseconds head_start_of_turns{250};

/** Changes requested within this time, such as those of a preset, take effect at the same beat. */
constexpr milliseconds one_moment{5};

/**
 * A beat can still be met up to this long before the earliest time at which a change can be heard: a little
 * less than half a step of 23 ms.
 */
constexpr milliseconds tolerance{10};

}  // namespace

BeatQueue::BeatQueue(const Tempo& tempo, Steps steps, Parameters::Sink sink)
    : tempo_(tempo), steps_(std::move(steps)), sink_(std::move(sink)) {}

Parameters::Sink BeatQueue::waiting(Parameters::Sink sink) {
  return [this, sink = std::move(sink)](const ControlEvent& event) { return take(event, true, sink); };
}

Parameters::Sink BeatQueue::at_once(Parameters::Sink sink) {
  return [this, sink = std::move(sink)](const ControlEvent& event) { return take(event, false, sink); };
}

void BeatQueue::set_quantum(double beats) {
  const std::lock_guard lock(mutex_);
  quantum_ = beats;
  moment_.reset();
}

void BeatQueue::poll() {
  const std::lock_guard lock(mutex_);
  send_due();
}

std::size_t BeatQueue::size() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

bool BeatQueue::take(const ControlEvent& event, bool waits, const Parameters::Sink& sink) {
  const std::lock_guard lock(mutex_);
  if (event.step != 0) return sink(event);  // the time tag of a bundle decides
  std::erase_if(waiting_, [&event](const Waiting& older) {
    return replaces(event, older.event.parameter, older.event.voice);
  });
  if (!waits || !event.waits_for_beat) return sink(event);
  const auto beat = appointment();
  if (!beat) return sink(event);
  waiting_.push_back({event, *beat});
  send_due();
  return true;
}

BeatQueue::Turn BeatQueue::next_turn() {
  const std::lock_guard lock(mutex_);
  return [this, beat = appointment()]() mutable { return step_of_turn(beat); };
}

std::optional<std::uint64_t> BeatQueue::step_of_turn(std::optional<Appointment>& beat) const {
  if (!beat) return 0;
  const std::lock_guard lock(mutex_);
  return step_if_due(*beat, prospect(), head_start_of_turns);
}

/** The beat for something requested now; nothing = it need not wait. */
std::optional<BeatQueue::Appointment> BeatQueue::appointment() {
  if (quantum_ == 0.) return {};
  const auto now = steps_.now();
  if (!moment_ || now - *moment_ > one_moment) {
    const auto ahead = prospect();
    if (!ahead) return {};
    moment_ = now;
    moment_beat_ = ahead->next_beat(quantum_);
  }
  return Appointment{quantum_, moment_beat_};
}

double BeatQueue::Prospect::next_beat(double quantum) const {
  return quantum * std::ceil(line.beat_at(next_change - tolerance) / quantum);
}

/** Nothing = no beat will come. */
std::optional<BeatQueue::Prospect> BeatQueue::prospect() const {
  const auto line = tempo_.line(steps_.now());
  const auto next_change = steps_.next_change();
  if (!line || !next_change) return {};
  return Prospect{*line, *next_change};
}

/**
 * The step at which it is to take effect, once it is `head_start` before the beat, or 0 = at once; nothing =
 * not yet.
 */
std::optional<std::uint64_t> BeatQueue::step_if_due(Appointment& appointment,
                                                    const std::optional<Prospect>& prospect,
                                                    milliseconds head_start) const {
  if (!prospect) return 0;
  appointment.beat = std::min(appointment.beat, prospect->next_beat(appointment.quantum));
  const auto time = prospect->line.time_of(appointment.beat);
  if (time - prospect->next_change > head_start) return {};
  return steps_.heard_at(time);
}

void BeatQueue::send_due() {
  if (waiting_.empty()) return;
  const auto ahead = prospect();
  std::vector<Waiting> left;
  bool has_room = true;
  for (Waiting& waiting : waiting_) {
    const auto step = has_room ? step_if_due(waiting.appointment, ahead, head_start) : std::nullopt;
    if (step) {
      waiting.event.step = *step;
      waiting.event.arrived = 0;  // the time that it waited is not latency
      has_room = sink_(waiting.event);
    }
    if (!step || !has_room) left.push_back(waiting);
  }
  waiting_ = std::move(left);
}

}  // namespace aeolian::daemon
