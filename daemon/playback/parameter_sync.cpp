// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/parameter_sync.h"

#include <utility>

namespace aeolian {
namespace {

std::size_t index(ParameterId id) {
  return static_cast<std::size_t>(id);
}

}  // namespace

ParameterSync::ParameterSync(Parameters& parameters)
    : parameters_(parameters),
      source_(parameters.add_source("generator", [](const ControlEvent&) { return true; })) {}

Parameters::Sink ParameterSync::counted(Parameters::Sink sink) {
  return [this, sink = std::move(sink)](const ControlEvent& event) {
    auto& sent = sent_[index(event.parameter)];
    ++sent;
    if (sink(event)) return true;
    --sent;
    return false;
  };
}

void ParameterSync::look(const ControlEvent& applied) {
  const std::size_t i = index(applied.parameter);
  ++applied_[i];
  if (applied.step != 0 && applied_[i] == sent_[i].load()) put(applied);
}

void ParameterSync::put(const ControlEvent& event) {
  if (set_the_same(parameters_.events()[index(event.parameter)], event)) return;
  switch (parameter_spec(event.parameter).type) {
    case ParameterType::whole:
      (void)parameters_.set_seed(source_, event.seed);
      return;
    case ParameterType::encoding: {
      const auto bank = parameters_.encodings();
      (void)parameters_.set_morph(source_,
                                  {bank->named(event.encoding_values()), bank->named(event.morph_to_values()),
                                   static_cast<double>(event.morph)});
      return;
    }
    case ParameterType::number:
    case ParameterType::toggle:
      (void)parameters_.set_number(source_, event.parameter, static_cast<double>(event.number));
  }
}

}  // namespace aeolian
