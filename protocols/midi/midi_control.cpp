// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_control.h"

#include <algorithm>
#include <utility>

#include "core/control/signature.h"

namespace aeolian::midi {
namespace {

/** Formats a list: "/a, /b and /c". */
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace

Control::Control(Mapping mapping, KeyTuning tuning, const ControlContext& context, Parameters::Source source,
                 std::function<void()> wake)
    : map_(std::move(mapping), std::move(tuning), context, source),
      feedback_(context.parameters, std::move(wake)) {
  feedback_.use(map_.mapping());
}

Control::~Control() {
  if (learning_) end_learning(refuse(ControlError::Kind::failed, "aeoliand is shutting down"));
}

void Control::use(Mapping mapping) {
  map_.use(std::move(mapping));
  feedback_.use(map_.mapping());
}

std::optional<MidiReport> Control::take(std::span<const std::uint8_t> bytes, Clock::time_point now) {
  const auto message = parse_message(bytes);
  if (!message) return {};
  return MidiReport{.received = text_of(*message), .effect = effect_of(*message, now)};
}

/** Carries out the message, and describes its effect in words. */
std::string Control::effect_of(const Message& message, Clock::time_point now) {
  const bool of_mode =
      message.kind == Message::Kind::control_change && message.first >= first_mode_controller;
  if (of_mode) return map_.take_mode(message.first, message.channel);
  const auto moves = decoder_.take(message);
  if (feedback_.take(moves, now)) return "echoes MIDI feedback";
  if (!learning_) return map_.take(moves, now);
  map_.let_go(moves, now);
  const auto path = learning_->path;
  const auto found = learning_->learn.take(moves, now);
  if (found) bind(*found);
  return path + (found ? " is bound to it" : " is being learned");
}

void Control::learn(const std::string& path, ControlInterface::Done done, Clock::time_point now) {
  if (learning_) end_learning(refuse(ControlError::Kind::busy, "MIDI learn has moved on to " + path));
  if (const auto refusal = why_not(path)) {
    done(tl::unexpected(*refusal));
  } else {
    learning_.emplace(Learning{path, std::move(done), Learn(now)});
  }
}

void Control::look(Clock::time_point now) {
  if (!learning_) return;
  if (const auto found = learning_->learn.look(now)) {
    bind(*found);
  } else if (learning_->learn.is_over(now)) {
    end_learning(refuse(ControlError::Kind::failed,
                        "no MIDI control was moved within 10 s; " + learning_->path + " was not changed"));
  }
}

std::optional<ControlError> Control::why_not(const std::string& path) {
  const auto destination = find_destination(path);
  if (!destination) return ControlError{ControlError::Kind::unknown_name, destination.error().message};
  using Kind = Destination::Kind;
  const bool without_values = destination->kind == Kind::action && takes(destination->takes, {});
  if (destination->kind == Kind::fader || destination->kind == Kind::button || without_values) return {};
  return ControlError{ControlError::Kind::wrong_value,
                      path + " takes " + std::string(destination->takes) + ": bind it in the mapping file"};
}

BindingDraft Control::draft_of(const Learn::Found& found, const std::string& path) const {
  BindingDraft draft{.source = found.source, .path = path, .mode = found.mode};
  const auto bindings = map_.mapping().bindings;
  const auto former = std::ranges::find(bindings, path, &Binding::path);
  const auto destination = find_destination(path);
  if (former == bindings.end() || former->mode == Mode::trigger) return draft;
  if (found.source.kind == MidiSourceKind::program || destination->kind == Destination::Kind::action)
    return draft;
  draft.from = former->scale.from;
  draft.to = former->scale.to;
  draft.curve = former->scale.curve;
  return draft;
}

void Control::bind(const Learn::Found& found) {
  const auto binding = complete(draft_of(found, learning_->path));
  const auto source = found.source.text_with_channel();
  if (!binding)
    return end_learning(refuse(ControlError::Kind::wrong_value, source + ": " + binding.error().message));
  const auto moved = map_.learn(*binding);
  feedback_.use(map_.mapping());
  end_learning(moved.empty() ? source : source + ", which controlled " + listed(moved) + " before");
}

void Control::end_learning(const ControlInterface::Answer& answer) {
  // The callback may start another learn.
  const auto done = std::move(learning_->done);
  learning_.reset();
  done(answer);
}

}  // namespace aeolian::midi
