// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/app/reload.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

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

/** Settings of parameters read `asked`, whereas the file's values are in `configured`. */
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
 * Takes over only what a reload can change; what needs a restart is compared with the running settings next
 * time too.
 */
void take_over(Options& options, Options now) {
  options.configured = std::move(now.configured);
  options.checkpoint = std::move(now.checkpoint);
  options.places.midi_map = std::move(now.places.midi_map);
  options.midi_keys = now.midi_keys;
  options.record_quota = now.record_quota;
  options.log_level = now.log_level;
  options.guard = now.guard;
  options.schedule = std::move(now.schedule);
  options.stream = std::move(now.stream);
}

}  // namespace

ErrorOr<std::string> reload(Options& options, Options now, const Reloadable& parts) {
  auto mapping = midi::read_midi_mapping(now.places.midi_map, now.midi_keys);
  if (!mapping) return tl::unexpected(mapping.error());
  const bool other_model = now.checkpoint != options.checkpoint && !now.checkpoint.empty();
  if (other_model) {
    if (const auto model = read_model(now.checkpoint, model_limit(options)); !model)
      return tl::unexpected(model.error());
  }
  const auto parameters = changed_since(options.configured, now.configured);
  const bool other_map = now.places.midi_map != options.places.midi_map ||
                         midi::midi_mapping_text(*mapping) != parts.midi.in_file();
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
  if (other_model) parts.model_loader.load_file(now.checkpoint, [](const ControlInterface::Answer&) {});
  std::string sentence = found.sentence();
  if (const auto set = set_parameters(parameters, parts.parameters, parts.source); !set) {
    sentence += "; refused: " + set.error().message;
  }
  take_over(options, std::move(now));
  return sentence;
}

}  // namespace aeolian::daemon
