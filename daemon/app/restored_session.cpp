// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/app/restored_session.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "daemon/playback/make_source.h"
#include "daemon/playback/model.h"
#include "daemon/state/state_saver.h"

namespace aeolian::daemon {
namespace {

ErrorOr<void> taken(const Parameters::Taken& result) {
  if (!result) {
    return fail(result.error().message);
  }
  return {};
}

/** Whether the command line, or a change of the configuration since the last run, says what to play. */
bool is_model_asked_anew(const State& state, const Options& options) {
  return options.subject_asked || state.configured_checkpoint != options.checkpoint.string();
}
bool is_blend_asked_anew(const State& state, const Options& options) {
  return options.blend_asked || state.configured_blend != options.blend.string();
}

/**
 * Makes the model of the last run play, with its second one, unless another is wanted or it cannot be used.
 */
void continue_with_model(RestoredSession& last) {
  const State& state = *last.state;
  Options& options = last.options;
  if (state.model.empty() || is_blend_asked_anew(state, options)) return;
  std::error_code error;
  if (!std::filesystem::equivalent(state.model, options.checkpoint, error)) {
    if (is_model_asked_anew(state, options)) return;
    if (const auto model = read_model(state.model, model_limit(options)); !model) {
      spdlog::warn("the model of the last run cannot be played, so playing {} instead: {}",
                   options.checkpoint.string(), model.error().message);
      return;
    }
  }
  options.checkpoint = state.model;
  options.blend = state.second;
  last.plays_last_model = true;
}

std::optional<midi::Mapping> learned_mapping(const State& state, const Options& options) {
  if (state.midi.empty()) {
    return {};
  }
  const auto in_file = midi::read_mapping(options.places.midi_map, options.midi_keys);
  const bool written_since = in_file && midi::mapping_text(*in_file) != state.configured_midi;
  auto learned = midi::parse_mapping(state.midi, "the state");
  if (written_since || !learned) {
    return {};
  }
  return std::move(*learned);
}

/** The settings changed since the last run, including the weight of a second model that is not that run's. */
InitialValues changed_settings(const RestoredSession& last) {
  const InitialValues& configured = last.options.configured;
  InitialValues changed = changed_since(last.state->configured, configured);
  if (last.plays_last_model || last.options.blend.empty()) return changed;
  if (const auto weight = configured.numbers.find(ParameterId::model_weight);
      weight != configured.numbers.end())
    changed.numbers.insert(*weight);
  return changed;
}

/** After too many failed starts, resets `last` to a safe start; returns true if it did. */
bool begin_safely(RestoredSession& last) {
  const auto shipped = shipped_checkpoint();
  if (last.file->failed_starts() < most_failed_starts || shipped.empty()) {
    return false;
  }
  spdlog::error(
      "the last {} starts failed before they had played for {} s: playing the shipped checkpoint, with "
      "nothing restored. See the log of those starts; `aeoliand --check` says what is wrong",
      last.file->failed_starts(),
      std::chrono::duration_cast<std::chrono::seconds>(StateSaver::Pace().good_after).count());
  last.options.checkpoint = shipped;
  last.options.blend.clear();
  last.file->set_aside();
  return true;
}

}  // namespace

RestoredSession recall(Options options) {
  RestoredSession last{.options = std::move(options)};
  last.configured_checkpoint = last.options.checkpoint;
  last.configured_blend = last.options.blend;
  if (!last.options.keep_state || last.options.checkpoint.empty() || !last.options.replay_control.empty()) {
    return last;
  }
  last.file.emplace(last.options.places.state);
  if (!last.file->is_ours()) {
    spdlog::warn("the state is not saved: {}", *last.file->why_not());
    last.file.reset();
    return last;
  }
  if (!begin_safely(last)) {
    last.state = last.file->load(Parameters().snapshot());
  }
  last.file->begin_start();
  if (last.state) {
    spdlog::info("resuming from {}", last.options.places.state.string());
    last.learned = learned_mapping(*last.state, last.options);
    continue_with_model(last);
  }
  return last;
}

ErrorOr<void> set_parameters(const RestoredSession& last, Parameters& parameters, Parameters::Source source) {
  if (!last.state) {
    return set_parameters(last.options, parameters, source);
  }
  Snapshot snapshot = last.state->parameters;
  if (!parameters.apply(source, snapshot, 0.)) {
    spdlog::warn("the encoding of the last run does not belong to this model, so none is set");
    snapshot.encoding = {};
    if (const auto applied = taken(parameters.apply(source, snapshot, 0.)); !applied) {
      spdlog::warn("the parameters of the last run are not used: {}", applied.error().message);
    }
  }
  if (const auto set = set_parameters(changed_settings(last), parameters, source); !set) {
    spdlog::warn("not every setting changed since the last run could be used: {}", set.error().message);
  }
  return set_parameters(last.options.asked, parameters, source);
}

ErrorOr<void> set_parameters(const InitialValues& values, Parameters& parameters, Parameters::Source source) {
  ErrorOr<void> result;
  if (values.seed) {
    result = taken(parameters.set_seed(source, *values.seed));
  }
  if (result && values.encoding) {
    result = taken(parameters.set_encoding(source, *values.encoding, 0.));
  }
  for (const auto& [id, value] : values.numbers) {
    if (result) {
      result = taken(parameters.set_number(source, id, value));
    }
  }
  return result;
}

ErrorOr<void> set_parameters(const Options& options, Parameters& parameters, Parameters::Source source) {
  return set_parameters(options.configured, parameters, source).and_then([&] {
    return set_parameters(options.asked, parameters, source);
  });
}

}  // namespace aeolian::daemon
