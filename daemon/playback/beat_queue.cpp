// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/beat_queue.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace aeolian {
namespace {

using std::chrono::milliseconds;

/** How long before the generator comes to the beat a change is sent, so that a late poll() does no harm. */
constexpr milliseconds head_start{150};

/** Changes that are asked for within this time, as those of a preset are, take effect at the same beat. */
constexpr milliseconds one_moment{5};

/** A beat that is passed by less than half a step when a change is heard at the earliest can still be met. */
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
  if (event.step != 0) return sink(event);  // as a bundle with a time tag asks
  std::erase_if(waiting_, [&event](const Waiting& older) {
    return replaces(event, older.event.parameter, older.event.voice);
  });
  if (!waits || !event.waits_for_beat || quantum_ == 0.) return sink(event);
  const auto now = steps_.now();
  if (!moment_ || now - *moment_ > one_moment) {
    const auto ahead = prospect();
    if (!ahead) return sink(event);
    moment_ = now;
    moment_beat_ = ahead->next_beat(quantum_);
  }
  waiting_.push_back({event, quantum_, moment_beat_});
  send_due();
  return true;
}

double BeatQueue::Prospect::next_beat(double quantum) const {
  return quantum * std::ceil(line.beat_at(next_change - tolerance) / quantum);
}

/** Nothing = no beat comes. */
std::optional<BeatQueue::Prospect> BeatQueue::prospect() const {
  const auto line = tempo_.line(steps_.now());
  const auto next_change = steps_.next_change();
  if (!line || !next_change) return {};
  return Prospect{*line, *next_change};
}

/** Whether it is to be sent now; then its event has the step at which it takes effect. */
bool BeatQueue::becomes_due(Waiting& waiting, const std::optional<Prospect>& prospect) const {
  waiting.event.step = 0;
  waiting.event.arrived = 0;  // the time that it waited is not latency
  if (!prospect) return true;
  waiting.beat = std::min(waiting.beat, prospect->next_beat(waiting.quantum));
  const auto time = prospect->line.time_of(waiting.beat);
  if (time - prospect->next_change > head_start) return false;
  waiting.event.step = steps_.heard_at(time);
  return true;
}

void BeatQueue::send_due() {
  if (waiting_.empty()) return;
  const auto ahead = prospect();
  std::vector<Waiting> left;
  bool has_room = true;
  for (Waiting& waiting : waiting_) {
    const bool goes = has_room && becomes_due(waiting, ahead);
    if (goes) has_room = sink_(waiting.event);
    if (!goes || !has_room) left.push_back(waiting);
  }
  waiting_ = std::move(left);
}

}  // namespace aeolian
