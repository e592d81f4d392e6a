// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/state/state.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/control/snapshot_json.h"
#include "core/json_text.h"
#include "core/printable.h"

namespace aeolian::daemon {
namespace {

using nlohmann::json;

constexpr const char* format = "aeolian state";
constexpr int version = 1;
constexpr int deepest = 8;

json json_of(const InitialValues& values) {
  json object = json::object();
  if (values.seed) object["seed"] = *values.seed;
  if (values.encoding) object["encoding"] = *values.encoding;
  for (const auto& [id, number] : values.numbers) object[std::string(parameter_spec(id).name)] = number;
  return object;
}

/** Values that cannot be parsed are left out: they count as changed since, so the configuration wins. */
InitialValues initial_values_of(const json& object) {
  InitialValues values;
  if (!object.is_object()) return values;
  for (const ParameterSpec& spec : parameter_specs()) {
    const auto found = object.find(std::string(spec.name));
    if (found == object.end()) continue;
    if (spec.type == ParameterType::whole && found->is_number_unsigned()) {
      values.seed = found->get<std::uint64_t>();
    } else if (spec.type == ParameterType::encoding && found->is_string()) {
      values.encoding = found->get<std::string>();
    } else if (found->is_number()) {
      values.numbers[spec.id] = found->get<double>();
    }
  }
  return values;
}

ErrorOr<void> take(const json& file, const char* key, std::string& text) {
  const auto found = file.find(key);
  if (found == file.end()) return {};
  if (!found->is_string() || found->get_ref<const std::string&>().find('\0') != std::string::npos) {
    return fail(in_quotes(key) + " is not text");
  }
  text = found->get<std::string>();
  return {};
}

ErrorOr<void> take(const json& file, const char* key, bool& on) {
  const auto found = file.find(key);
  if (found == file.end()) return {};
  if (!found->is_boolean()) return fail(in_quotes(key) + " is neither true nor false");
  on = found->get<bool>();
  return {};
}

}  // namespace

std::string state_text(const State& state) {
  const json file{{"format", format},
                  {"version", version},
                  {"model", state.model},
                  {"second", state.second},
                  {"guard", state.guard},
                  {"schedule", state.schedule},
                  {"schedule_memory", state.schedule_memory},
                  {"midi", state.midi},
                  {"parameters", json_of(state.parameters)},
                  {"configured",
                   {{"checkpoint", state.configured_checkpoint},
                    {"blend", state.configured_blend},
                    {"parameters", json_of(state.configured)},
                    {"guard", state.configured_guard},
                    {"schedule", state.configured_schedule},
                    {"midi", state.configured_midi}}}};
  // A path need not be UTF-8; if it is not, it will not be found again, and the configured model plays.
  return file.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

ErrorOr<State> parse_state(std::string_view text, const Snapshot& otherwise) {
  if (text.empty()) return fail("it is empty");
  const auto file = parse_json(text, deepest);
  if (!file) return fail(file.error().message);
  if (!file->is_object() || file->value("format", json()) != format) {
    return fail(std::string("\"format\" is not \"") + format + "\"");
  }
  if (const auto written = file->value("version", json()); written != version) {
    return fail("it has \"version\" " + written.dump(-1, ' ', false, json::error_handler_t::replace) +
                "; this program reads " + std::to_string(version));
  }
  auto parameters = snapshot_of(file->value("parameters", json()), otherwise);
  if (!parameters) return fail("it " + parameters.error().message);
  State state{.parameters = std::move(*parameters)};
  const json configured = file->value("configured", json::object());
  if (!configured.is_object()) return fail("\"configured\" is not an object");
  return take(*file, "model", state.model)
      .and_then([&] { return take(*file, "second", state.second); })
      .and_then([&] { return take(*file, "guard", state.guard); })
      .and_then([&] { return take(*file, "schedule", state.schedule); })
      .and_then([&] { return take(*file, "schedule_memory", state.schedule_memory); })
      .and_then([&] { return take(*file, "midi", state.midi); })
      .and_then([&] { return take(configured, "checkpoint", state.configured_checkpoint); })
      .and_then([&] { return take(configured, "blend", state.configured_blend); })
      .and_then([&] { return take(configured, "guard", state.configured_guard); })
      .and_then([&] { return take(configured, "schedule", state.configured_schedule); })
      .and_then([&] { return take(configured, "midi", state.configured_midi); })
      .map([&] {
        state.configured = initial_values_of(configured.value("parameters", json()));
        return std::move(state);
      });
}

InitialValues changed_since(const InitialValues& before, const InitialValues& now) {
  InitialValues changed;
  if (now.seed != before.seed) changed.seed = now.seed;
  if (now.encoding != before.encoding) changed.encoding = now.encoding;
  for (const auto& [id, value] : now.numbers) {
    const auto found = before.numbers.find(id);
    if (found == before.numbers.end() || found->second != value) changed.numbers[id] = value;
  }
  return changed;
}

}  // namespace aeolian::daemon
