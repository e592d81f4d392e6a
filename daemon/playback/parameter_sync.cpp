// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/parameter_sync.h"

#include <utility>

namespace aeolian {
namespace {

std::size_t index(const ControlEvent& event) {
  return event.voice * parameter_count + static_cast<std::size_t>(event.parameter);
}

}  // namespace

ParameterSync::ParameterSync(Parameters& parameters)
    : parameters_(parameters),
      source_(parameters.add_source("generator", [](const ControlEvent&) { return true; })) {}

Parameters::Sink ParameterSync::counted(Parameters::Sink sink) {
  return [this, sink = std::move(sink)](const ControlEvent& event) {
    auto& sent = sent_[index(event)];
    ++sent;
    if (sink(event)) return true;
    --sent;
    return false;
  };
}

void ParameterSync::look(const ControlEvent& applied) {
  const std::size_t i = index(applied);
  ++applied_[i];
  if (applied.step == 0 || applied_[i] != sent_[i].load()) return;
  if (set_the_same(parameters_.event(applied.parameter, applied.voice), applied)) return;
  (void)parameters_.set(source_, applied);
}

}  // namespace aeolian
