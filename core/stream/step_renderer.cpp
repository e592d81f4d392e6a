// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/step_renderer.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/control/frame_events.h"

namespace aeolian {
namespace {

/** The largest number of events in `replayed` for one step. */
std::size_t most_in_a_step(std::span<const LoggedEvent> replayed) {
  std::size_t most = 0;
  std::size_t run = 0;
  for (std::size_t i = 0; i < replayed.size(); ++i) {
    run = i > 0 && replayed[i].step == replayed[i - 1].step ? run + 1 : 1;
    most = std::max(most, run);
  }
  return most;
}

}  // namespace

StepRenderer::StepRenderer(Source& source, std::vector<LoggedEvent> replayed)
    : source_(source),
      replayed_(std::move(replayed)),
      hops_per_step_(source.hops_per_step()),
      frames_(static_cast<std::size_t>(source.hop()) * static_cast<std::size_t>(hops_per_step_),
              source.pairs()),
      tail_(static_cast<std::size_t>(source.tail_size()), source.pairs()),
      mix_(source.pairs() > 1 ? frames_.size() : 0) {
  applied_.reserve(most_in_a_step(replayed_) + max_held);
}

ControlInbox& StepRenderer::add_inbox() {
  applied_.reserve(applied_.capacity() + ControlInbox::capacity());
  waiting_.push_back(0);
  return inboxes_.emplace_back();
}

std::span<const StereoFrame> StepRenderer::render_step(std::span<const float> heard) {
  applied_.clear();
  do {
    render_until(hops_per_step_, heard);
  } while (!begins_step());
  rendered_ = frames_.frames();
  return rendered_.pair(0);
}

std::span<const StereoFrame> StepRenderer::render_hops(int hops, std::span<const float> heard) {
  applied_.clear();
  return render_until(std::min(hop_ + hops, hops_per_step_), heard);
}

/** Renders up to hop `end` of the step, or less if the control log has an event on the way. */
std::span<const StereoFrame> StepRenderer::render_until(int end, std::span<const float> heard) {
  count_waiting();
  apply_replayed();
  replayed_count_ = applied_.size();
  if (begins_step()) {
    apply_for_step();
    if (!heard.empty()) source_.hear(heard);
  } else {
    apply_within_step();
  }
  end = end_before_replayed(end);
  const auto size = static_cast<std::size_t>(source_.hop());
  const auto part = frames_.frames().subspan(static_cast<std::size_t>(hop_) * size,
                                             static_cast<std::size_t>(end - hop_) * size);
  for (std::size_t begin = 0; begin < part.size(); begin += size) source_.render(part.subspan(begin, size));
  hop_ = end;
  if (hop_ == hops_per_step_) {
    hop_ = 0;
    ++steps_;
    if (!mix_.empty()) mix_down(frames_.frames(), mix_);
  }
  rendered_ = part;
  return rendered_.pair(0);
}

/** Returns `end`, or an earlier hop at which the control log has its next event. */
int StepRenderer::end_before_replayed(int end) const {
  if (next_replayed_ == replayed_.size() || replayed_[next_replayed_].step != steps_) return end;
  return std::min(end, replayed_[next_replayed_].hop);
}

ConstPairedFrames StepRenderer::tail() {
  source_.tail(tail_.frames());
  return tail_.frames();
}

/**
 * Events that arrive after this call wait: applied_ has room for one full inbox each, and if a sender sends
 * an event after another change, the source has seen both by the time it applies the event.
 */
void StepRenderer::count_waiting() {
  std::ranges::transform(inboxes_, waiting_.begin(), [](const ControlInbox& inbox) { return inbox.size(); });
}

void StepRenderer::apply_replayed() {
  const auto is_due = [this](const LoggedEvent& logged) {
    return std::tie(logged.step, logged.hop) <= std::tie(steps_, hop_);
  };
  while (next_replayed_ < replayed_.size() && is_due(replayed_[next_replayed_]))
    apply(replayed_[next_replayed_++].event);
}

void StepRenderer::apply_for_step() {
  while (const auto event = held_.pop_due(steps_)) {
    apply(*event);
  }
  for (std::size_t i = 0; i < inboxes_.size(); ++i) {
    ControlEvent event;
    for (; waiting_[i] > 0 && inboxes_[i].pop(event); --waiting_[i]) {
      take(event);
    }
  }
}

void StepRenderer::apply_within_step() {
  if (source_.awaits_step()) return;
  for (std::size_t i = 0; i < inboxes_.size(); ++i) {
    ControlEvent event;
    for (; waiting_[i] > 0 && inboxes_[i].peek(event); --waiting_[i]) {
      if (event.step != 0 || !acts_on_frames(event)) break;
      inboxes_[i].pop(event);
      apply(event);
    }
  }
}

/** Applies an event whose step has come, and holds any other. */
void StepRenderer::take(const ControlEvent& event) {
  if (event.step <= steps_) {
    apply(event);
  } else if (!held_.push(event.step, event)) {
    ++held_lost_;
  }
}

void StepRenderer::apply(const ControlEvent& event) {
  source_.apply(event);
  applied_.push_back({steps_, event, hop_});
}

}  // namespace aeolian
