// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

namespace aeolian {

/** Every command, in the order of the table. */
enum class CommandId : std::uint8_t {
  get,
  seed_audio,
  seed_audio_list,
  encoding_list,
  encoding_xy_list,
  model_load,
  model_blend,
  model_second,
  model_list,
  model_current,
  preset_load,
  preset_interpolate,
  preset_save,
  preset_delete,
  preset_list,
  moment_save,
  moment_load,
  moment_delete,
  moment_list,
  record_start,
  record_stop,
  record_last,
  stream_start,
  stream_stop,
  stream_status,
  midi_learn,
  midi_save,
  midi_list,
  midi_forget,
  midi_range,
  midi_recent,
  schedule,
  schedule_add,
  schedule_remove,
  schedule_clear,
  schedule_list,
  schedule_next,
  guard,
  config_reload,
  status,
  level,
  spectrum,
  listen_heard,
  beat,
  metrics,
  notify,
  notify_confirm,
  token,
  sync,
  ping,
  version
};

/** The reply to a message that succeeds. */
enum class CommandReply : std::uint8_t {
  none,
  value,  ///< a reply message of its own; a setting replies only if sent without a value
  list,   ///< /start, /name..., /end below the path
  done,   ///< /done, possibly much later
};

/** A command's access to the instrument. */
enum class CommandAccess : std::uint8_t {
  looks,          ///< changes nothing except what its caller is sent
  looks_if_bare,  ///< changes something only if sent with a value
  steers,
  sets,  ///< steers by changing parameters
};

/** The set of names from which a command's text arguments (s) are chosen. */
enum class CommandNames : std::uint8_t { any, presets, moments, models, sounds, parameters };

/** A request to the instrument other than parameters and the actions that move them. */
struct CommandSpec {
  CommandId id;
  std::string_view path;   ///< below the prefix, such as "/preset/load"
  std::string_view takes;  ///< its arguments, in the notation of takes() (signature.h)
  CommandReply reply;
  CommandAccess access;
  std::string_view description;
  CommandNames names = CommandNames::any;
  std::chrono::seconds longest{10};  ///< maximum time until its /done or /fail, if any: a file on a slow disk
};

/**
 * Every command, in the order of CommandId. OSC, OSCQuery, MIDI, the schedule, aeolian-ctl, its completion
 * and the documentation are made from this table; OSC carries commands out (protocols/osc/osc_commands.h).
 */
std::span<const CommandSpec> command_specs();
const CommandSpec& command_spec(CommandId id);
/** The command of a path; null = not the path of a command. */
const CommandSpec* find_command(std::string_view path);

/** Prefix of the path of each metric: "/metrics/underruns". */
inline constexpr std::string_view metrics_path = "/metrics/";
/** The path of the reply to CommandId::status. */
inline constexpr std::string_view status_reply_path = "/status.reply";

}  // namespace aeolian
