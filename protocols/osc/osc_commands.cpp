// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/osc_commands.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "core/control/parameter_actions.h"
#include "core/control/presets.h"
#include "protocols/osc/address_pattern.h"
#include "protocols/osc/packet.h"
#include "protocols/osc/serialise.h"

namespace aeolian {
namespace {

/** The values of a message; nothing = one of them has a type that no path accepts. */
std::optional<std::vector<ControlValue>> values_of(const OscMessage& message) {
  std::vector<ControlValue> values;
  for (const auto& argument : message.arguments) {
    std::visit(
        [&values](const auto& value) {
          using Type = std::decay_t<decltype(value)>;
          if constexpr (std::is_same_v<Type, std::int32_t>) {
            values.emplace_back(std::int64_t{value});
          } else if constexpr (!std::is_same_v<Type, OscOther>) {
            values.emplace_back(value);
          }
        },
        argument);
  }
  if (values.size() != message.arguments.size()) return {};
  return values;
}

/** In types that Pd can read: without h, d, T and F. */
OscArgument argument_of(const ControlValue& value) {
  if (const auto* on = std::get_if<bool>(&value)) return std::int32_t{*on};
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    if (std::in_range<std::int32_t>(*whole)) return static_cast<std::int32_t>(*whole);
    return std::to_string(*whole);
  }
  return static_cast<float>(*as_number(value));
}

std::vector<OscArgument> arguments_of(std::span<const ControlValue> values) {
  std::vector<OscArgument> arguments;
  for (const auto& value : values) arguments.push_back(argument_of(value));
  return arguments;
}

std::int32_t id_of(std::optional<double> number) {
  constexpr double largest = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::clamp(number.value_or(0.), -largest, largest));
}

/**
 * Interprets the single value of a message to a method that needs none as a button: true = pressed (nil, an
 * impulse, T, 1), false = released (F, 0); nothing = the value belongs to `takes`.
 */
std::optional<bool> button_of(const OscMessage& message, std::string_view takes) {
  if (message.arguments.size() != 1 || !type_tags(takes).empty() || takes.starts_with("[T:")) return {};
  const auto& argument = message.arguments[0];
  if (const auto* other = std::get_if<OscOther>(&argument)) {
    return other->tag == 'N' || other->tag == 'I' ? std::optional(true) : std::nullopt;
  }
  if (const auto* on = std::get_if<bool>(&argument)) return *on;
  if (takes.starts_with("[f:")) return {};
  const auto values = values_of(message);
  const auto number = values ? as_number(values->front()) : std::nullopt;
  if (number == 0.) return false;
  return number == 1. && !takes.starts_with("[i:") ? std::optional(true) : std::nullopt;
}

// Costs in the work units of Senders, 10 us each.
constexpr double list_work = 20.;
constexpr double preset_work = 20.;
constexpr double loading_work = 100.;
constexpr double file_work = 200.;   // of writing a file
constexpr double token_work = 500.;  // so that few can be guessed

constexpr std::string_view metrics_path = "/metrics/";

}  // namespace

OscFailure code_of(ControlError::Kind kind) {
  switch (kind) {
    case ControlError::Kind::unknown_name:
      return OscFailure::not_found;
    case ControlError::Kind::wrong_value:
      return OscFailure::wrong_value;
    case ControlError::Kind::busy:
      return OscFailure::busy;
    case ControlError::Kind::no_device:
      return OscFailure::no_device;
    case ControlError::Kind::too_many:
      return OscFailure::too_many;
    case ControlError::Kind::failed:
      return OscFailure::failed;
  }
  return OscFailure::failed;
}

const std::vector<OscCommands::Command>& OscCommands::commands() {
  using C = OscCommands;
  static const std::vector<Command> table{
      {"/get", "s:path", OscReply::value, Effect::looks,
       "answers with the value of a path, as the path itself does without a value", &C::get},
      {"/seed/audio", "s:sound [f:start_s] [i:id]", OscReply::done, Effect::steers,
       "continues from a sound of /seed/audio/list, starting at start_s seconds; /done with its name",
       &C::seed_audio, loading_work, 2},
      {"/seed/audio/list", "[i:from]", OscReply::list, Effect::looks, "lists the sounds to continue from",
       &C::seed_audio_list, list_work},
      {"/encoding/list", "[i:from]", OscReply::list, Effect::looks, "lists the named encodings",
       &C::encoding_list, list_work},
      {"/encoding/xy/list", "[i:from]", OscReply::list, Effect::looks,
       "lists the named encodings with their points on the map: s:name f:x f:y", &C::encoding_places,
       list_work},
      {"/model/load", "s:name [i:id]", OscReply::done, Effect::steers,
       "loads a model in the background and cross-fades to it; /done with its name", &C::model_load,
       loading_work, 1},
      {"/model/list", "[i:from]", OscReply::list, Effect::looks, "lists the models that can be loaded",
       &C::model_list, list_work},
      {"/model/current", "", OscReply::value, Effect::looks,
       "answers with the name of the model that is playing", &C::model_current},
      {load_preset_path, load_preset_takes, OscReply::done, Effect::sets,
       "sets every parameter as stored in the preset; /done with its name", &C::preset_load, preset_work},
      {"/preset/interpolate", "s:from s:to f:position [f:glide_s]", OscReply::none, Effect::sets,
       "sets every parameter between two presets; position 0 to 1", &C::preset_interpolate, 2 * preset_work},
      {"/preset/save", "s:name", OscReply::done, Effect::steers,
       "saves every parameter; /done with the name in its stored form", &C::preset_save, file_work},
      {"/preset/delete", "s:name", OscReply::done, Effect::steers, "deletes a preset; /done with its name",
       &C::preset_delete, file_work},
      {"/preset/list", "[i:from]", OscReply::list, Effect::looks, "lists the presets", &C::preset_list,
       list_work},
      {"/moment/save", "s:name", OscReply::done, Effect::steers,
       "keeps the whole state of the generator, so that it can go on from there with the same sound; /done "
       "with the name",
       &C::moment_save, file_work},
      {"/moment/load", "s:name [i:id]", OscReply::done, Effect::steers,
       "goes on from a moment, cross-faded, with its parameters; /done with its name", &C::moment_load,
       loading_work, 1},
      {"/moment/delete", "s:name", OscReply::done, Effect::steers, "deletes a moment; /done with its name",
       &C::moment_delete, file_work},
      {"/moment/list", "[i:from]", OscReply::list, Effect::looks, "lists the moments", &C::moment_list,
       list_work},
      {"/record/start", "[s:name]", OscReply::done, Effect::steers,
       "starts recording the output; /done with the file's name", &C::record_start, file_work},
      {"/record/stop", "", OscReply::done, Effect::steers,
       "ends the recording; /done with s:name s:frames i:lost", &C::record_stop, file_work},
      {"/record/last", "f:seconds [s:name]", OscReply::done, Effect::steers,
       "writes what was heard last to a file, at most as many seconds as are kept (record_last, 120); /done "
       "with s:name "
       "s:frames i:lost",
       &C::record_last, file_work},
      {"/stream/start", "", OscReply::done, Effect::steers,
       "streams to the Icecast server of [stream]; /done with the mounts", &C::stream_start},
      {"/stream/stop", "", OscReply::done, Effect::steers, "ends these streams; /done with the mounts",
       &C::stream_stop},
      {"/stream/status", "[i:from]", OscReply::list, Effect::looks,
       "lists the streams: s:mount s:state s:bytes i:reconnects f:lost_s s:why; state: stopped, connecting, "
       "streaming or waiting (and why)",
       &C::stream_status, list_work},
      {"/midi/learn", "s:path [i:id]", OscReply::done, Effect::steers,
       "binds the path to the next MIDI source that moves, within 10 s; /done with the source",
       &C::midi_learn, 0., 1},
      {"/midi/save", "", OscReply::done, Effect::steers,
       "saves the learned MIDI mapping; /done with the file's name", &C::midi_save, file_work},
      {"/midi/list", "[i:from]", OscReply::list, Effect::looks,
       "lists the MIDI bindings: s:source s:path s:mode s:values i:pickup, where values are a range and a "
       "curve, or what is sent",
       &C::midi_list, list_work},
      {"/midi/forget", "s:path", OscReply::done, Effect::steers,
       "removes what moves the path by MIDI, for good with /midi/save; /done with the sources",
       &C::midi_forget, list_work},
      {"/midi/range", "s:path f:from f:to [s:curve]", OscReply::done, Effect::steers,
       "sets the range of what moves the path by MIDI, and its curve: linear, logarithmic or exponential; "
       "/done with the sources",
       &C::midi_range, list_work},
      {"/midi/recent", "i:after", OscReply::value, Effect::looks,
       "answers with the MIDI messages after that number, at most the last 50, each as i:number s:received "
       "s:effect; if there are none, with the last one",
       &C::midi_recent, list_work},
      {"/schedule", "[T:on]", OscReply::value, Effect::looks_if_bare,
       "switches the schedule on or off; without a value it answers i:on", &C::schedule},
      {"/schedule/add", "s:line", OscReply::done, Effect::steers,
       "adds a line to the schedule, as in the configuration; /done with i:number", &C::schedule_add,
       list_work},
      {"/schedule/remove", "i:number", OscReply::done, Effect::steers,
       "removes an added line; /done with the line", &C::schedule_remove, list_work},
      {"/schedule/clear", "", OscReply::done, Effect::steers, "removes all added lines; /done with i:count",
       &C::schedule_clear, list_work},
      {"/schedule/list", "[i:from]", OscReply::list, Effect::looks,
       "lists the lines: i:number s:line s:from, where from is configuration or added", &C::schedule_list,
       list_work},
      {"/schedule/next", "", OscReply::value, Effect::looks,
       "answers s:time s:what of the next change, not counting walks; two empty strings = none",
       &C::schedule_next, list_work},
      {"/guard", "[T:on]", OscReply::value, Effect::looks_if_bare,
       "switches the guard on or off: it restarts the model with a new seed if it falls silent, loops or "
       "freezes; without a value it answers i:on",
       &C::guard},
      {"/config/reload", "[i:id]", OscReply::done, Effect::steers,
       "reads the configuration file again; /done says what has taken effect and what needs a restart; a "
       "file with an error changes nothing, and /fail says where the error is",
       &C::config_reload, file_work, 0},
      {"/status", "", OscReply::value, Effect::looks,
       "answers /status.reply s:state f:load_mean f:load_peak f:rate_nominal f:rate_measured i:underruns "
       "i:uptime_s s:model s:device",
       static_cast<void (C::*)(const Call&)>(&C::status)},
      {osc_meters[0].path, "", OscReply::value, Effect::looks, osc_meters[0].description, &C::meter,
       figure_work},
      {osc_meters[1].path, "", OscReply::value, Effect::looks, osc_meters[1].description, &C::meter,
       figure_work},
      {osc_meters[2].path, "", OscReply::value, Effect::looks, osc_meters[2].description, &C::meter,
       figure_work},
      {osc_meters[3].path, "", OscReply::value, Effect::looks, osc_meters[3].description, &C::meter,
       figure_work},
      {"/metrics", "", OscReply::value, Effect::looks,
       "every metric, each at /metrics/NAME; that path alone answers with one metric", &C::metrics,
       figures_work},
      {"/notify", "i:on [i:port] [f:hz] [f:meters_hz]", OscReply::done, Effect::looks,
       "sends replies to that port (0 = the sender's); with hz also sends the status and changed parameters "
       "hz times a second, with meters_hz the meters: /level, /spectrum, /listen/heard, /beat; a lease, "
       "renewed by any message; /done with "
       "i:port f:hz i:lease_s [f:meters_hz]",
       &C::notify},
      {"/notify/confirm", "s:token", OscReply::done, Effect::looks,
       "answers the server's /notify/confirm (see above) with the token that it sent", &C::notify_confirm},
      {"/token", "s:token", OscReply::done, Effect::looks,
       "lets other machines steer, if the configuration has an osc_token: it unlocks the machine that sends "
       "it",
       &C::token, token_work},
      {"/sync", "i:number", OscReply::value, Effect::looks,
       "answers /synced i:number when everything sent before it is done", &C::sync},
      {"/ping", "", OscReply::value, Effect::looks, "answers /pong", &C::ping},
      {"/version", "", OscReply::value, Effect::looks, "answers with the version", &C::version},
  };
  return table;
}

const OscCommands::Command* OscCommands::command_at(std::string_view path) {
  const auto found = std::ranges::find(commands(), path, &Command::path);
  return found == commands().end() ? nullptr : &*found;
}

OscCommands::OscCommands(std::string prefix, ControlContext context, Parameters::Source source)
    : prefix_(std::move(prefix)), context_(context), source_(source), files_(std::make_unique<WorkQueue>()) {}

void OscCommands::Call::answer(std::vector<OscArgument> in_force) const {
  caller.reply({path, std::move(in_force)});
}

void OscCommands::Call::refuse(const ControlError& refusal) const {
  refuse(code_of(refusal.kind), refusal.message);
}

bool OscCommands::Call::is_locked() const {
  const auto lock = caller.lock();
  if (!lock.empty()) refuse(OscFailure::forbidden, std::string(lock));
  return !lock.empty();
}

std::string OscCommands::Call::text(std::size_t i) const {
  return i < arguments.size() && arguments[i] ? std::get<std::string>(*arguments[i]) : std::string();
}

std::optional<double> OscCommands::Call::number(std::size_t i) const {
  if (i >= arguments.size() || !arguments[i]) return {};
  return as_number(*arguments[i]);
}

void OscCommands::run(const OscMessage& message, OscCaller& caller) {
  // Two programs that answer each other's errors would never stop.
  if (message.path.ends_with("/fail") || message.path.ends_with("/late")) return;
  if (is_address_pattern(message.path)) return run_pattern(message, caller);
  run_method(message, caller);
}

void OscCommands::run_method(const OscMessage& message, OscCaller& caller) {
  Call call{message.path, {}, caller};
  if (!message.path.starts_with(prefix_ + "/")) {
    return call.refuse(OscFailure::not_found, "no such path; paths begin with " + prefix_ + "/");
  }
  const auto path = below_prefix(message.path);
  const auto* command = command_at(path);
  const auto* action = find_parameter_action(path);
  const bool is_method = command || action;
  std::optional<std::vector<ControlValue>> values;
  if (const auto is_pressed =
          is_method ? button_of(message, command ? command->takes : action->takes) : std::nullopt) {
    if (!*is_pressed) return;
    values.emplace();
  } else {
    values = values_of(message);
  }
  if (!values) return call.refuse(OscFailure::wrong_value, "a value of a type that no path takes");
  call.values = *values;

  if (!command) {
    if (path.starts_with(metrics_path)) return metric(path.substr(metrics_path.size()), call);
    return set_or_answer(path, call);
  }
  const bool looks =
      command->effect == Effect::looks || (command->effect == Effect::looks_if_bare && values->empty());
  if (!looks && call.is_locked()) return;
  auto arguments = arguments_by_word(command->takes, *values);
  if (!arguments) {
    const std::string_view wanted = command->takes.empty() ? "no value" : command->takes;
    return call.refuse(OscFailure::wrong_value, message.path + " takes " + std::string(wanted));
  }
  if (command->work > 0. && !caller.may_cause(command->work)) return;
  call.arguments = std::move(*arguments);
  call.id = command->id_at == Command::no_id ? 0 : id_of(call.number(command->id_at));
  (this->*command->run)(call);
}

bool OscCommands::is_set(const OscMessage& message) const {
  if (is_address_pattern(message.path)) {
    const auto paths = matched(message.path);
    return paths && !paths->empty() && std::ranges::all_of(*paths, [&](const std::string& path) {
             return is_set({path, message.arguments});
           });
  }
  if (!message.path.starts_with(prefix_ + "/")) return false;
  const auto path = below_prefix(message.path);
  if (const auto* command = command_at(path)) return command->effect == Effect::sets;
  if (const auto* action = find_parameter_action(path))
    return action->takes.empty() || !message.arguments.empty();
  const bool sets_bare = path == parameter_spec(ParameterId::play).path;
  return (find_parameter(path) || path.starts_with(encoding_dimension_path)) &&
         (sets_bare || !message.arguments.empty());
}

bool OscCommands::is_done_later(std::string_view path) {
  const auto* command = command_at(path);
  return command && command->reply == OscReply::done;
}

void OscCommands::set_or_answer(std::string_view path, const Call& call) {
  const bool plays = path == parameter_spec(ParameterId::play).path;
  if (call.values.empty() && !plays) {
    if (const auto value = context_.parameters.value_by_path(path)) return call.answer(arguments_of(*value));
  }
  if (call.is_locked()) return;
  const auto taken = context_.parameters.set_by_path(source_, path, call.values);
  if (!taken) return call.refuse(taken.error());
  const auto* action = find_parameter_action(path);
  if (taken->clipped || (action && action->answers)) call.answer(arguments_of(taken->answer));
}

void OscCommands::get(const Call& call) {
  const std::string wanted = call.text(0);
  const auto path = below_prefix(wanted);
  if (const auto value = context_.parameters.value_by_path(path)) {
    return call.caller.reply({prefix_ + std::string(path), arguments_of(*value)});
  }
  call.refuse(OscFailure::not_found, "no value can be read at " + std::string(path));
}

OscMessage OscCommands::value_of(std::string_view path) const {
  return {prefix_ + std::string(path), arguments_of(*context_.parameters.value_by_path(path))};
}

std::string_view OscCommands::below_prefix(std::string_view path) const {
  if (path.starts_with(prefix_ + "/")) path.remove_prefix(prefix_.size());
  return path;
}

void OscCommands::list(const Call& call, const std::vector<std::vector<OscArgument>>& entries) const {
  const auto count = static_cast<std::int32_t>(entries.size());
  const double from = std::clamp(call.number(0).value_or(1.), 1., count + 1.);
  std::vector<OscMessage> page{{call.path + "/start", {count}}};
  const OscMessage end{call.path + "/end", {count}};
  constexpr std::size_t frame = 128;  // of the bundle and /more
  std::size_t size = frame + size_in_bundle(page[0]) + size_in_bundle(end);
  auto next = static_cast<std::size_t>(from) - 1;
  for (; next < entries.size(); ++next) {
    OscMessage entry{call.path + "/name", entries[next]};
    size += size_in_bundle(entry);
    if (size > max_osc_packet_size && page.size() > 1) break;
    page.push_back(std::move(entry));
  }
  if (next < entries.size()) {
    const auto listed = static_cast<std::int32_t>(next);
    page.push_back({call.path + "/more", {listed + 1, count - listed}});
  }
  page.push_back(end);
  call.caller.reply_together(page);
}

void OscCommands::list(const Call& call, std::span<const std::string> names) const {
  std::vector<std::vector<OscArgument>> entries;
  for (const auto& name : names) entries.push_back({name});
  list(call, entries);
}

void OscCommands::done(const Call& call, std::vector<OscArgument> values) const {
  values.insert(values.begin(), {call.path, call.id});
  call.caller.reply({prefix_ + "/done", std::move(values)});
}

void OscCommands::done(const Call& call, const ControlInterface::Answer& answer) const {
  if (!answer) return call.refuse(answer.error());
  done(call, std::vector<OscArgument>{*answer});
}

ControlInterface::Done OscCommands::done_later(const Call& call) const {
  return [to = call.caller.kept(), done_path = prefix_ + "/done", command = call.path,
          id = call.id](const ControlInterface::Answer& answer) {
    if (!answer) return to->fail(command, id, code_of(answer.error().kind), answer.error().message);
    to->reply({done_path, {command, id, *answer}});
  };
}

bool OscCommands::do_later(const Call& call, std::function<void()> work) {
  if (files_->add(std::move(work))) return true;
  call.refuse(OscFailure::too_many, "the disk is too slow for the pending requests; try again later");
  return false;
}

}  // namespace aeolian
