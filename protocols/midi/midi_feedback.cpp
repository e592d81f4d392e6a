// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_feedback.h"

#include <algorithm>
#include <utility>

#include "protocols/midi/midi_display.h"

namespace aeolian::midi {
namespace {

/** Converts a 7-bit value to 14 bits. */
int wide(int value, int last) {
  return last > 127 ? value : value << 7;
}

/** Whether a received 14-bit value repeats the one sent; its coarse half arrives first. */
bool is_repeated(int sent, int came) {
  return came == sent || came == (sent & ~127);
}

}  // namespace

Feedback::Feedback(Parameters& parameters, std::function<void()> wake)
    : parameters_(parameters), wake_(std::move(wake)) {
  subscription_ = parameters_.add_listener([this](ParameterId, Parameters::Route) {
    if (!changed_.exchange(true) && listens_) wake_();
  });
}

void Feedback::use(const Mapping& mapping) {
  const auto before = std::exchange(controls_, {});
  for (auto& binding : displayed(mapping)) {
    const auto known = std::ranges::find(before, binding.source,
                                         [](const Control& control) { return control.binding.source; });
    Control control{.binding = binding,
                    .channel = binding.source.channel.value_or(1),
                    .last = largest_value(binding.source.kind)};
    if (known != before.end()) {
      control = *known;
      control.binding = std::move(binding);
      control.is_stale = true;
    }
    controls_.push_back(std::move(control));
  }
  turn_ = 0;
}

void Feedback::begin() {
  for (auto& control : controls_) {
    control.at.reset();
    control.held_since.reset();
    control.sent.clear();
    control.is_stale = true;
  }
  listens_ = true;
}

void Feedback::end() {
  listens_ = false;
}

bool Feedback::take(std::span<const Move> moves, Clock::time_point now) {
  if (!listens_) return false;
  for (const auto& move : moves) {
    for (auto& control : controls_) {
      if (!hears(control, move)) continue;
      if (repeats(control, move, now)) return true;
      follow(control, move, now);
    }
  }
  return false;
}

bool Feedback::hears(const Control& control, const Move& move) {
  return control.binding.source.hears(move);
}

bool Feedback::repeats(Control& control, const Move& move, Clock::time_point now) {
  if (is_light(control.binding) && move.value == 0) return false;  // perhaps the release of a key
  forget_old(control, now);
  return move.channel == control.channel && std::ranges::any_of(control.sent, [&](const Sent& sent) {
           return is_repeated(sent.value, wide(move.value, move.last));
         });
}

void Feedback::forget_old(Control& control, Clock::time_point now) {
  const auto window = is_light(control.binding) ? light_echo : echo;
  std::erase_if(control.sent, [&](const Sent& sent) { return now - sent.at > window; });
}

void Feedback::follow(Control& control, const Move& move, Clock::time_point now) {
  control.channel = move.channel;
  control.is_stale = true;
  if (relative_steps(control.binding.mode, move.value)) return;  // which has no position
  control.last = move.last;
  control.at = move.value;
  const bool is_let_go = is_light(control.binding) && move.edge == Move::Edge::released;
  control.held_since = is_let_go ? std::nullopt : std::optional(now);
}

void Feedback::send_due(Clock::time_point now, const Send& send) {
  next_ = Clock::time_point::max();
  if (!listens_) return;
  if (now < free_at_) {
    next_ = free_at_;
    return;
  }
  if (changed_.exchange(false)) {
    for (auto& control : controls_) control.is_stale = true;
  }
  int room = burst;
  for (std::size_t i = 0; i < controls_.size(); ++i) {
    auto& control = controls_[(turn_ + i) % controls_.size()];
    if (!is_due(control, now)) continue;
    if (room > 0 && pass_on(control, send, now, room)) continue;
    turn_ = (turn_ + i) % controls_.size();
    room = 0;
    break;
  }
  if (room < burst) free_at_ = now + interval;
  if (room <= 0) next_ = free_at_;
}

/** Whether something must be sent to it now; if later, next_ says when. */
bool Feedback::is_due(Control& control, Clock::time_point now) {
  const auto& binding = control.binding;
  if (std::exchange(control.is_stale, false)) {
    const bool is_right = control.at && shows(binding, *control.at, control.last, parameters_);
    control.due = is_right ? std::nullopt : std::optional(value_to_show(binding, control.last, parameters_));
  }
  if (!control.due) return false;
  if (!control.held_since || now - *control.held_since >= hold) return true;
  next_ = std::min(next_, *control.held_since + hold);
  return false;
}

/**
 * Sends what is due to the control; false = there was no room for all of it, and it is all sent again later.
 */
bool Feedback::pass_on(Control& control, const Send& send, Clock::time_point now, int& room) {
  for (const auto& message :
       messages_to(control.binding.source, control.channel, *control.due, control.last)) {
    if (!send(message)) return false;
    --room;
  }
  control.at = std::exchange(control.due, std::nullopt);
  forget_old(control, now);
  control.sent.push_back({wide(*control.at, control.last), now});
  return true;
}

}  // namespace aeolian::midi
