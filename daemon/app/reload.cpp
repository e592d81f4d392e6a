// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/app/reload.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "core/generator/second_model.h"
#include "daemon/app/restored_session.h"
#include "daemon/config/settings.h"
#include "daemon/playback/fault_supervisor.h"
#include "daemon/playback/make_source.h"
#include "daemon/playback/model.h"
#include "daemon/playback/model_loader.h"
#include "daemon/playback/schedule_runner.h"
#include "daemon/recording/recorder.h"
#include "daemon/streaming/streams.h"
#include "protocols/midi/midi_input.h"

namespace aeolian::daemon {
namespace {

struct Differences {
  std::string at_once, after_restart;  ///< keys, separated by commas
  void add(Setting::Applies applies, std::string_view key) {
    std::string& list = applies == Setting::Applies::at_once ? at_once : after_restart;
    list += (list.empty() ? "" : ", ") + std::string(key);
  }
  std::string sentence() const {
    if (at_once.empty() && after_restart.empty()) return "nothing has changed";
    std::string text = at_once.empty() ? "" : "in force: " + at_once;
    if (!after_restart.empty()) text += (text.empty() ? "" : "; ") + ("after a restart: " + after_restart);
    return text;
  }
};

bool is_alike(const ScheduleSettings& a, const ScheduleSettings& b) {
  return a.on == b.on &&
         std::ranges::equal(a.entries, b.entries, {}, &ScheduleEntry::text, &ScheduleEntry::text);
}

/**
 * Copies the file's parameter values from `configured` to `asked`, where settings of parameters read them.
 */
Options as_asked(Options options) {
  options.asked = options.configured;
  return options;
}

Differences differences(const Options& before, const Options& now) {
  Differences found;
  const Options old_values = as_asked(before);
  const Options new_values = as_asked(now);
  for (const Setting& setting : settings()) {
    if (setting.get(old_values) != setting.get(new_values)) found.add(setting.applies, setting.key);
  }
  if (before.guard != now.guard) found.add(Setting::Applies::at_once, "guard");
  if (before.overload != now.overload) found.add(Setting::Applies::after_restart, "overload");
  if (!is_alike(before.schedule, now.schedule)) found.add(Setting::Applies::at_once, "schedule");
  if (before.stream != now.stream) found.add(Setting::Applies::at_once, "stream");
  return found;
}

/**
 * Takes over only what a reload can change; settings that need a restart will be compared with the running
 * ones again next time.
 */
void take_over(Options& options, Options now) {
  options.configured = std::move(now.configured);
  options.checkpoint = std::move(now.checkpoint);
  options.blend = std::move(now.blend);
  options.places.midi_map = std::move(now.places.midi_map);
  options.midi_keys = now.midi_keys;
  options.record_quota = now.record_quota;
  options.log_level = now.log_level;
  options.guard = now.guard;
  options.schedule = std::move(now.schedule);
  options.stream = std::move(now.stream);
}

/** The models that a reload changes. */
struct ModelChange {
  bool other_model = false, other_second = false;
  std::filesystem::path model, second;
  std::optional<double> weight;  ///< of the second one, above 0; none = unchanged
};

ModelChange model_change(const Options& before, const Options& now) {
  ModelChange change{.other_model = now.checkpoint != before.checkpoint && !now.checkpoint.empty(),
                     .other_second = now.blend != before.blend,
                     .model = now.checkpoint,
                     .second = now.blend,
                     .weight = {}};
  const Options asked = as_asked(now);
  const auto weight = asked.asked.numbers.find(ParameterId::model_weight);
  if (weight != asked.asked.numbers.end() && weight->second > 0.) change.weight = weight->second;
  return change;
}

/** Whether the models can be read and blended. */
ErrorOr<void> check_models(const ModelChange& change, const SizeLimit& limit, const ModelLoader& loader) {
  auto first = loader.checkpoint();
  if (change.other_model) {
    auto model = read_model(change.model, limit);
    if (!model) return tl::unexpected(model.error());
    first = model->checkpoint;
  }
  if (change.second.empty() || !(change.other_model || change.other_second)) return {};
  const auto second = read_model(change.second, limit);
  if (!second) return tl::unexpected(second.error());
  if (!first) return fail("blend: a test tone is playing, and no model can be blended with it");
  if (const auto fits = check_frames_fit(*first, *second->checkpoint); !fits)
    return fail(second->name + " " + fits.error().message);
  return {};
}

/** Loads the first model, then the second, because a first model that enters releases the second. */
void change_models(const ModelChange& change, ModelLoader& loader) {
  const auto nobody = [](const ControlInterface::Answer&) {};
  const auto blend = [&loader, change, nobody] {
    if (!change.second.empty()) loader.blend_file(change.second, change.weight, nobody);
  };
  if (change.other_model) {
    return loader.load_file(change.model, [blend](const ControlInterface::Answer& entered) {
      if (entered) blend();
    });
  }
  if (!change.other_second) return;
  if (change.second.empty()) return loader.end_blend();
  blend();
}

}  // namespace

ErrorOr<std::string> reload(Options& options, Options now, const Reloadable& parts) {
  auto mapping = midi::read_mapping(now.places.midi_map, now.midi_keys);
  if (!mapping) return tl::unexpected(mapping.error());
  const ModelChange models = model_change(options, now);
  if (const auto checked = check_models(models, model_limit(options), parts.model_loader); !checked)
    return tl::unexpected(checked.error());
  const auto parameters = changed_since(options.configured, now.configured);
  const bool other_map =
      now.places.midi_map != options.places.midi_map || midi::mapping_text(*mapping) != parts.midi.in_file();
  Differences found = differences(options, now);
  if (other_map && now.places.midi_map == options.places.midi_map) {
    found.add(Setting::Applies::at_once, "the MIDI map");
  }

  set_log_level(now.log_level);
  parts.recorder.set_quota(now.record_quota);
  if (other_map) parts.midi.use(std::move(*mapping), now.places.midi_map);
  if (now.guard != options.guard) parts.fault_supervisor.set_settings(guard_of(now));
  if (!is_alike(now.schedule, options.schedule)) parts.schedule.configure(now.schedule);
  if (now.stream != options.stream) parts.streams.configure(now.stream);
  change_models(models, parts.model_loader);
  std::string sentence = found.sentence();
  if (const auto set = set_parameters(parameters, parts.parameters, parts.source); !set) {
    sentence += "; refused: " + set.error().message;
  }
  take_over(options, std::move(now));
  return sentence;
}

}  // namespace aeolian::daemon
