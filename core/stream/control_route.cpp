// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/control_route.h"

#include <cstddef>

#include "core/stream/output_change.h"

namespace aeolian {
namespace {

std::size_t index_of(const ControlEvent& event) {
  return event.voice * parameter_count + static_cast<std::size_t>(event.parameter);
}

}  // namespace

ControlRoute::ControlRoute(Parameters& parameters, StepRenderer& renderer, SharedStream& stream)
    : parameters_(parameters),
      renderer_(renderer),
      stream_(stream),
      from_generator_(parameters.add_source("generator")) {}

Parameters::Sink ControlRoute::add_sink() {
  return [this, &inbox = renderer_.add_inbox()](const ControlEvent& event) { return send(event, inbox); };
}

bool ControlRoute::send(const ControlEvent& event, ControlInbox& inbox) {
  if (const auto change = output_change(event); change && event.step == 0)
    stream_.set(*change, event.arrived);
  if (event.beat) return inbox.push(event);
  auto& sent = sent_[index_of(event)];
  ++sent;  // first, because the generator may apply it at once
  if (inbox.push(event)) return true;
  --sent;
  return false;
}

void ControlRoute::take_applied(const ControlEvent& applied) {
  if (applied.beat) return;
  const std::size_t i = index_of(applied);
  ++applied_[i];
  if (applied.step == 0 || applied_[i] != sent_[i].load()) return;
  if (set_the_same(parameters_.event(applied.parameter, applied.voice), applied)) return;
  (void)parameters_.set(from_generator_, applied);
}

}  // namespace aeolian
