// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/mapping_edits.h"

#include <array>
#include <cstdio>
#include <utility>

namespace aeolian::midi {
namespace {

using Answer = tl::expected<std::string, ControlError>;

tl::unexpected<ControlError> not_bound(std::string_view path) {
  return refuse(ControlError::Kind::unknown_name,
                "no MIDI source is bound to " + std::string(path) + "; /midi/list shows all bindings");
}

std::string scale_text(const Scale& scale) {
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "%g to %g, %s", scale.from, scale.to,
                std::string(name_of(scale.curve)).c_str());
  return text.data();
}

MidiBindingReport report_of(const Binding& binding) {
  const bool is_trigger = binding.mode == Mode::trigger;
  return {.source = binding.source.text_with_channel(),
          .path = binding.path,
          .mode = std::string(name_of(binding.mode)),
          .values = is_trigger ? values_text(binding.values) : scale_text(binding.scale),
          .uses_pickup = binding.pickup};
}

}  // namespace

std::vector<MidiBindingReport> reports_of(const Mapping& mapping) {
  std::vector<MidiBindingReport> reports;
  for (const auto& binding : mapping.bindings) reports.push_back(report_of(binding));
  return reports;
}

Answer forget(Mapping& mapping, std::string_view path) {
  std::string sources;
  std::erase_if(mapping.bindings, [&](const Binding& binding) {
    if (binding.path != path) return false;
    sources += (sources.empty() ? "" : ", ") + binding.source.text_with_channel();
    return true;
  });
  if (sources.empty()) return not_bound(path);
  return sources;
}

Answer rescale(Mapping& mapping, std::string_view path, double from, double to, std::string_view curve) {
  const auto wanted = parse_curve(curve);
  if (!wanted) return refuse(ControlError::Kind::wrong_value, wanted.error().message);
  Mapping changed = mapping;
  std::string sources;
  for (auto& binding : changed.bindings) {
    if (binding.path != path) continue;
    const auto source = binding.source.text_with_channel();
    auto completed = complete({.source = binding.source,
                               .path = binding.path,
                               .mode = binding.mode,
                               .from = from,
                               .to = to,
                               .curve = *wanted,
                               .pickup = binding.pickup,
                               .values = binding.values});
    if (!completed) {
      const auto& [part, message] = completed.error();
      return refuse(ControlError::Kind::wrong_value, source + ": " + part + ": " + message);
    }
    binding = std::move(*completed);
    sources += (sources.empty() ? "" : ", ") + source;
  }
  if (sources.empty()) return not_bound(path);
  mapping = std::move(changed);
  return sources;
}

}  // namespace aeolian::midi
