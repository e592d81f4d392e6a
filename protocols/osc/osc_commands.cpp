// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/osc_commands.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "core/control/presets.h"
#include "core/control/voice_path.h"
#include "core/rows_in_order.h"
#include "protocols/osc/address_pattern.h"
#include "protocols/osc/button.h"
#include "protocols/osc/packet.h"
#include "protocols/osc/serialise.h"

namespace aeolian::osc {
namespace {

/** The values of a message; nothing = one of them has a type that no path accepts. */
std::optional<std::vector<ControlValue>> values_of(const Message& message) {
  std::vector<ControlValue> values;
  for (const auto& argument : message.arguments) {
    std::visit(
        [&values](const auto& value) {
          using Type = std::decay_t<decltype(value)>;
          if constexpr (std::is_same_v<Type, std::int32_t>) {
            values.emplace_back(std::int64_t{value});
          } else if constexpr (!std::is_same_v<Type, OtherArgument>) {
            values.emplace_back(value);
          }
        },
        argument);
  }
  if (values.size() != message.arguments.size()) return {};
  return values;
}

/** Uses types that Pd can read: no h, d, T or F. */
Argument argument_of(const ControlValue& value) {
  if (const auto* on = std::get_if<bool>(&value)) return std::int32_t{*on};
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    if (std::in_range<std::int32_t>(*whole)) return static_cast<std::int32_t>(*whole);
    return std::to_string(*whole);
  }
  return static_cast<float>(*as_number(value));
}

std::vector<Argument> arguments_of(std::span<const ControlValue> values) {
  std::vector<Argument> arguments;
  for (const auto& value : values) arguments.push_back(argument_of(value));
  return arguments;
}

std::int32_t id_of(std::optional<double> number) {
  constexpr double largest = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::clamp(number.value_or(0.), -largest, largest));
}

/** The access that a message to `command` needs; `is_bare` = it has no value. */
CommandAccess access_to(const CommandSpec& command, bool is_bare) {
  if (command.access != CommandAccess::looks_if_bare) return command.access;
  return is_bare ? CommandAccess::looks : CommandAccess::steers;
}

// Costs in the work units of Senders, 10 us each.
constexpr double later_reply_work = 1.;  // of a reply that waits in a ReplyQueue, which charges nothing
constexpr double list_work = 20.;
constexpr double preset_work = 20.;
constexpr double loading_work = 100.;
constexpr double file_work = 200.;   // for writing a file
constexpr double token_work = 500.;  // so that only few can be guessed

}  // namespace

Failure code_of(ControlError::Kind kind) {
  switch (kind) {
    case ControlError::Kind::unknown_name:
      return Failure::not_found;
    case ControlError::Kind::wrong_value:
      return Failure::wrong_value;
    case ControlError::Kind::busy:
      return Failure::busy;
    case ControlError::Kind::no_device:
      return Failure::no_device;
    case ControlError::Kind::too_many:
      return Failure::too_many;
    case ControlError::Kind::failed:
      return Failure::failed;
  }
  return Failure::failed;
}

const Commands::Handler& Commands::handler(CommandId id) {
  using C = Commands;
  using Id = CommandId;
  static constexpr std::array table{
      Handler{Id::get, &C::get},
      Handler{Id::seed_audio, &C::seed_audio, loading_work},
      Handler{Id::seed_audio_list, &C::seed_audio_list, list_work},
      Handler{Id::encoding_list, &C::encoding_list, list_work},
      Handler{Id::encoding_xy_list, &C::encoding_places, list_work},
      Handler{Id::model_load, &C::model_load, loading_work},
      Handler{Id::model_blend, &C::model_blend, loading_work},
      Handler{Id::model_second, &C::model_second},
      Handler{Id::model_list, &C::model_list, list_work},
      Handler{Id::model_current, &C::model_current},
      Handler{Id::preset_load, &C::preset_load, preset_work},
      Handler{Id::preset_interpolate, &C::preset_interpolate, 2 * preset_work},
      Handler{Id::preset_save, &C::preset_save, file_work},
      Handler{Id::preset_delete, &C::preset_delete, file_work},
      Handler{Id::preset_list, &C::preset_list, list_work},
      Handler{Id::moment_save, &C::moment_save, file_work},
      Handler{Id::moment_load, &C::moment_load, loading_work},
      Handler{Id::moment_delete, &C::moment_delete, file_work},
      Handler{Id::moment_list, &C::moment_list, list_work},
      Handler{Id::record_start, &C::record_start, file_work},
      Handler{Id::record_stop, &C::record_stop, file_work},
      Handler{Id::record_last, &C::record_last, file_work},
      Handler{Id::stream_start, &C::stream_start},
      Handler{Id::stream_stop, &C::stream_stop},
      Handler{Id::stream_status, &C::stream_status, list_work},
      Handler{Id::midi_learn, &C::midi_learn},
      Handler{Id::midi_save, &C::midi_save, file_work},
      Handler{Id::midi_list, &C::midi_list, list_work},
      Handler{Id::midi_forget, &C::midi_forget, list_work},
      Handler{Id::midi_range, &C::midi_range, list_work},
      Handler{Id::midi_recent, &C::midi_recent, list_work},
      Handler{Id::schedule, &C::schedule},
      Handler{Id::schedule_add, &C::schedule_add, list_work},
      Handler{Id::schedule_remove, &C::schedule_remove, list_work},
      Handler{Id::schedule_clear, &C::schedule_clear, list_work},
      Handler{Id::schedule_list, &C::schedule_list, list_work},
      Handler{Id::schedule_next, &C::schedule_next, list_work},
      Handler{Id::guard, &C::guard},
      Handler{Id::config_reload, &C::config_reload, file_work},
      Handler{Id::status, &C::answer_status},
      Handler{Id::level, &C::meter, figure_work},
      Handler{Id::spectrum, &C::meter, figure_work},
      Handler{Id::listen_heard, &C::meter, figure_work},
      Handler{Id::beat, &C::meter, figure_work},
      Handler{Id::metrics, &C::metrics, figures_work},
      Handler{Id::notify, &C::notify},
      Handler{Id::notify_confirm, &C::notify_confirm},
      Handler{Id::token, &C::token, token_work},
      Handler{Id::sync, &C::sync, later_reply_work},
      Handler{Id::ping, &C::ping},
      Handler{Id::version, &C::version},
  };
  static_assert(rows_in_order(table));
  return table[static_cast<std::size_t>(id)];
}

Commands::Commands(std::string prefix, ControlContext context, Parameters::Source source)
    : prefix_(std::move(prefix)), context_(context), source_(source), files_(std::make_unique<WorkQueue>()) {}

void Commands::Call::answer(std::vector<Argument> in_force) const {
  caller.reply({path, std::move(in_force)});
}

void Commands::Call::refuse(const ControlError& refusal) const {
  refuse(code_of(refusal.kind), refusal.message);
}

bool Commands::Call::is_locked() const {
  const auto lock = caller.lock();
  if (!lock.empty()) refuse(Failure::forbidden, std::string(lock));
  return !lock.empty();
}

std::string Commands::Call::text(std::size_t i) const {
  return i < arguments.size() && arguments[i] ? std::get<std::string>(*arguments[i]) : std::string();
}

std::optional<double> Commands::Call::number(std::size_t i) const {
  if (i >= arguments.size() || !arguments[i]) return {};
  return as_number(*arguments[i]);
}

void Commands::run(const Message& message, Caller& caller) {
  // Two programs that answer each other's errors would never stop.
  if (message.path.ends_with("/fail") || message.path.ends_with("/late")) return;
  if (is_address_pattern(message.path)) return run_pattern(message, caller);
  run_method(message, caller);
}

void Commands::run_method(const Message& message, Caller& caller) {
  Call call{message.path, {}, caller};
  if (!message.path.starts_with(prefix_ + "/")) {
    return call.refuse(Failure::not_found, "no such path; paths begin with " + prefix_ + "/");
  }
  const auto path = below_prefix(message.path);
  const auto* command = find_command(path);
  const auto address = command ? std::nullopt : find_parameter_address(path);
  std::optional<std::vector<ControlValue>> values;
  std::optional<bool> is_pressed;
  if (command) is_pressed = button_of(command->takes, message.arguments);
  if (address && address->action) is_pressed = button_of(address->takes(), message.arguments);
  if (is_pressed == false) return;
  if (is_pressed) {
    values.emplace();
  } else {
    values = values_of(message);
  }
  if (!values) return call.refuse(Failure::wrong_value, "a value has a type that no path accepts");
  call.values = *values;
  if (command) return run_command(*command, call);
  if (address) return set_or_answer(*address, call);
  if (path.starts_with(metrics_path)) return metric(path.substr(metrics_path.size()), call);
  if (!call.is_locked()) call.refuse(Failure::not_found, "there is no parameter " + std::string(path));
}

void Commands::run_command(const CommandSpec& command, Call& call) const {
  if (access_to(command, call.values.empty()) != CommandAccess::looks && call.is_locked()) return;
  auto arguments = arguments_by_word(command.takes, call.values);
  if (!arguments) {
    const std::string_view wanted = command.takes.empty() ? "no value" : command.takes;
    return call.refuse(Failure::wrong_value, call.path + " takes " + std::string(wanted));
  }
  const auto& [id, run, work] = handler(command.id);
  if (work > 0. && !call.caller.may_cause(work)) return;
  call.arguments = std::move(*arguments);
  if (const auto at = index_of_word(command.takes, "id")) call.id = id_of(call.number(*at));
  (this->*run)(call);
}

CommandAccess Commands::access_of(const Message& message) const {
  const bool is_bare = message.arguments.empty();
  if (!is_address_pattern(message.path)) return access_of_method(message.path, is_bare);
  const auto paths = matched(message.path);
  if (!paths || paths->empty()) return CommandAccess::steers;
  const auto all_are = [&](CommandAccess access) {
    return std::ranges::all_of(
        *paths, [&](const std::string& path) { return access_of_method(path, is_bare) == access; });
  };
  if (all_are(CommandAccess::sets)) return CommandAccess::sets;
  return all_are(CommandAccess::looks) ? CommandAccess::looks : CommandAccess::steers;
}

CommandAccess Commands::access_of_method(std::string_view full_path, bool is_bare) const {
  if (!full_path.starts_with(prefix_ + "/")) return CommandAccess::steers;
  const auto path = below_prefix(full_path);
  if (const auto* command = find_command(path)) return access_to(*command, is_bare);
  if (path.starts_with(metrics_path)) return CommandAccess::looks;
  const auto address = find_parameter_address(path);
  if (!address) return CommandAccess::steers;
  const bool sets_bare = address->is(ParameterId::play) || address->takes().empty();
  return is_bare && !sets_bare ? CommandAccess::looks : CommandAccess::sets;
}

void Commands::set_or_answer(const ParameterAddress& address, const Call& call) const {
  if (call.values.empty() && !address.is(ParameterId::play)) {
    if (const auto value = context_.parameters.value_at(address)) return call.answer(arguments_of(*value));
  }
  if (call.is_locked()) return;
  const auto taken = context_.parameters.set_at(source_, address, call.values);
  if (!taken) return call.refuse(taken.error());
  if (taken->clipped || (address.action && address.action->answers)) call.answer(arguments_of(taken->answer));
}

void Commands::get(const Call& call) const {
  const std::string wanted = call.text(0);
  const auto path = below_prefix(wanted);
  if (const auto value = context_.parameters.value_by_path(path)) {
    return call.caller.reply({prefix_ + std::string(path), arguments_of(*value)});
  }
  call.refuse(Failure::not_found, "no value can be read at " + std::string(path));
}

Message Commands::value_of(ParameterId id, VoiceNumber voice) const {
  const auto& spec = parameter_spec(id);
  const auto value = context_.parameters.value_at({.parameter = &spec, .voice = voice});
  return {prefix_ + voice_path(voice, spec.path), arguments_of(*value)};
}

std::string_view Commands::below_prefix(std::string_view path) const {
  if (path.starts_with(prefix_ + "/")) path.remove_prefix(prefix_.size());
  return path;
}

void Commands::list(const Call& call, const std::vector<std::vector<Argument>>& entries) const {
  const auto count = static_cast<std::int32_t>(entries.size());
  const double from = std::clamp(call.number(0).value_or(1.), 1., count + 1.);
  std::vector<Message> page{{call.path + "/start", {count}}};
  const Message end{call.path + "/end", {count}};
  constexpr std::size_t frame = 128;  // of the bundle and /more
  std::size_t size = frame + size_in_bundle(page[0]) + size_in_bundle(end);
  auto next = static_cast<std::size_t>(from) - 1;
  for (; next < entries.size(); ++next) {
    Message entry{call.path + "/name", entries[next]};
    size += size_in_bundle(entry);
    if (size > max_packet_size && page.size() > 1) break;
    page.push_back(std::move(entry));
  }
  if (next < entries.size()) {
    const auto listed = static_cast<std::int32_t>(next);
    page.push_back({call.path + "/more", {listed + 1, count - listed}});
  }
  page.push_back(end);
  call.caller.reply_together(page);
}

void Commands::list(const Call& call, std::span<const std::string> names) const {
  std::vector<std::vector<Argument>> entries;
  for (const auto& name : names) entries.push_back({name});
  list(call, entries);
}

void Commands::done(const Call& call, std::vector<Argument> values) const {
  values.insert(values.begin(), {call.path, call.id});
  call.caller.reply({prefix_ + "/done", std::move(values)});
}

void Commands::done(const Call& call, const ControlInterface::Answer& answer) const {
  if (!answer) return call.refuse(answer.error());
  done(call, std::vector<Argument>{*answer});
}

ControlInterface::Done Commands::done_later(const Call& call) const {
  return [to = call.caller.kept(), done_path = prefix_ + "/done", command = call.path,
          id = call.id](const ControlInterface::Answer& answer) {
    if (!answer) return to->fail(command, id, code_of(answer.error().kind), answer.error().message);
    to->reply({done_path, {command, id, *answer}});
  };
}

bool Commands::do_later(const Call& call, std::function<void()> work) const {
  return is_taken(call, files_->add(std::move(work)));
}

bool Commands::is_taken(const Call& call, bool has_room) {
  if (has_room) return true;
  call.refuse(Failure::too_many, "the disk is too slow for the requests waiting for it; try again later");
  return false;
}

}  // namespace aeolian::osc
