// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/playback/parameter_sync.h"

#include <algorithm>
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
  switch (parameter_spec(event.parameter).type) {
    case ParameterType::whole:
      if (parameters_.seed() != event.seed) (void)parameters_.set_seed(source_, event.seed);
      return;
    case ParameterType::encoding:
      return put_encoding(event);
    case ParameterType::number:
    case ParameterType::toggle:
      if (static_cast<float>(parameters_.number(event.parameter)) != event.number) {
        (void)parameters_.set_number(source_, event.parameter, static_cast<double>(event.number));
      }
  }
}

/** By name if it has one. */
void ParameterSync::put_encoding(const ControlEvent& event) {
  const auto values = event.encoding_values();
  if (std::ranges::equal(parameters_.encoding(), values)) return;
  if (values.empty()) {
    (void)parameters_.release_encoding(source_);
    return;
  }
  const auto bank = parameters_.encodings();
  for (std::size_t at = 0; at < bank->count(); ++at) {
    if (std::ranges::equal(bank->at(at).span(), values)) {
      (void)parameters_.set_encoding(source_, at);
      return;
    }
  }
  (void)parameters_.set_encoding(source_, values);
}

}  // namespace aeolian
