// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/step_renderer.h"

#include <algorithm>
#include <utility>

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
      frames_(static_cast<std::size_t>(source.hop()) * static_cast<std::size_t>(source.hops_per_step())),
      tail_(static_cast<std::size_t>(source.tail_size())) {
  applied_.reserve(most_in_a_step(replayed_) + max_held);
}

ControlInbox& StepRenderer::add_inbox() {
  applied_.reserve(applied_.capacity() + ControlInbox::capacity());
  waiting_.push_back(0);
  return inboxes_.emplace_back();
}

std::span<const StereoFrame> StepRenderer::render_step(std::span<const float> heard) {
  apply_events();
  if (!heard.empty()) source_.hear(heard);
  const auto hop = static_cast<std::size_t>(source_.hop());
  for (std::size_t begin = 0; begin < frames_.size(); begin += hop) {
    source_.render(std::span(frames_).subspan(begin, hop));
  }
  ++steps_;
  return frames_;
}

std::span<const StereoFrame> StepRenderer::tail() {
  source_.tail(tail_);
  return tail_;
}

void StepRenderer::apply_events() {
  applied_.clear();
  // Events that arrive from here on wait for the next step: applied_ has room for one full inbox each, and a
  // sender that sends an event after another change can rely on the step that applies the event having seen
  // both.
  std::ranges::transform(inboxes_, waiting_.begin(), [](const ControlInbox& inbox) { return inbox.size(); });
  while (next_replayed_ < replayed_.size() && replayed_[next_replayed_].step <= steps_) {
    apply(replayed_[next_replayed_++].event);
  }
  replayed_count_ = applied_.size();
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
  applied_.push_back({steps_, event});
}

}  // namespace aeolian
