// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/commands.h"

#include <array>
#include <cstddef>
#include <unordered_map>

#include "core/rows_in_order.h"

namespace aeolian {
namespace {

using Access = CommandAccess;
using Names = CommandNames;
using Reply = CommandReply;
using std::chrono::seconds;

/** Enough for a large model on a slow disk. */
constexpr seconds loading{120};
/** The longest /quantum at the slowest /tempo. */
constexpr seconds longest_wait_for_the_beat{192};
/** MIDI learn waits for 10 s. */
constexpr seconds learning{12};

constexpr std::array commands{
    CommandSpec{CommandId::get, "/get", "s:path", Reply::value, Access::looks,
                "answers with the value of a path, like the path itself when sent without a value"},
    CommandSpec{CommandId::seed_audio, "/seed/audio", "s:sound [f:start_s] [i:id]", Reply::done,
                Access::steers,
                "continues from a sound in /seed/audio/list, at start_s seconds; /done with its name",
                Names::sounds, loading},
    CommandSpec{CommandId::seed_audio_list, "/seed/audio/list", "[i:from]", Reply::list, Access::looks,
                "lists the sounds that /seed/audio can continue from"},
    CommandSpec{CommandId::encoding_list, "/encoding/list", "[i:from]", Reply::list, Access::looks,
                "lists the named encodings"},
    CommandSpec{CommandId::encoding_xy_list, "/encoding/xy/list", "[i:from]", Reply::list, Access::looks,
                "lists the named encodings with their points on the map: s:name f:x f:y"},
    CommandSpec{CommandId::model_load, "/model/load", "s:name [i:id]", Reply::done, Access::steers,
                "loads a model in the background and cross-fades to it; /done with its name", Names::models,
                loading},
    CommandSpec{CommandId::model_blend, "/model/blend", "s:name f:weight [f:glide_s]", Reply::done,
                Access::steers,
                "blends a second model into the current one, loading it in the background if it is not "
                "loaded yet: weight 1 = the second alone, 0 = the current one alone, and the second is "
                "unloaded; /done with its name; /model/weight changes the weight",
                Names::models, loading},
    CommandSpec{CommandId::model_second, "/model/second", "", Reply::value, Access::looks,
                "answers s:name f:weight of the second model; an empty name = no second model"},
    CommandSpec{CommandId::model_list, "/model/list", "[i:from]", Reply::list, Access::looks,
                "lists the models that can be loaded"},
    CommandSpec{CommandId::model_current, "/model/current", "", Reply::value, Access::looks,
                "answers with the name of the model that is playing"},
    CommandSpec{CommandId::preset_load, "/preset/load", "s:name [f:glide_s]", Reply::done, Access::sets,
                "sets every parameter as stored in the preset; /done with its name", Names::presets},
    CommandSpec{CommandId::preset_interpolate, "/preset/interpolate", "s:from s:to f:position [f:glide_s]",
                Reply::none, Access::sets, "sets every parameter between two presets; position 0 to 1",
                Names::presets},
    CommandSpec{CommandId::preset_save, "/preset/save", "s:name", Reply::done, Access::steers,
                "saves every parameter; /done with the name in its stored form"},
    CommandSpec{CommandId::preset_delete, "/preset/delete", "s:name", Reply::done, Access::steers,
                "deletes a preset; /done with its name", Names::presets},
    CommandSpec{CommandId::preset_list, "/preset/list", "[i:from]", Reply::list, Access::looks,
                "lists the presets"},
    CommandSpec{CommandId::moment_save, "/moment/save", "s:name", Reply::done, Access::steers,
                "saves the whole state of the generator, so that playing can continue from there with the "
                "same sound; /done with the name"},
    CommandSpec{CommandId::moment_load, "/moment/load", "s:name [i:id]", Reply::done, Access::steers,
                "cross-fades to a moment and continues from it, with its parameters; /done with its name",
                Names::moments, loading + longest_wait_for_the_beat},
    CommandSpec{CommandId::moment_delete, "/moment/delete", "s:name", Reply::done, Access::steers,
                "deletes a moment; /done with its name", Names::moments},
    CommandSpec{CommandId::moment_list, "/moment/list", "[i:from]", Reply::list, Access::looks,
                "lists the moments"},
    CommandSpec{CommandId::record_start, "/record/start", "[s:name]", Reply::done, Access::steers,
                "starts recording the output; /done with the file's name"},
    CommandSpec{CommandId::record_stop, "/record/stop", "", Reply::done, Access::steers,
                "ends the recording; /done with s:name s:frames i:lost"},
    CommandSpec{CommandId::record_last, "/record/last", "f:seconds [s:name]", Reply::done, Access::steers,
                "writes the last seconds of the output to a file, at most as many as are kept (record_last, "
                "120); /done with s:name s:frames i:lost"},
    CommandSpec{CommandId::stream_start, "/stream/start", "", Reply::done, Access::steers,
                "streams to the Icecast server of [stream]; /done with the mounts"},
    CommandSpec{CommandId::stream_stop, "/stream/stop", "", Reply::done, Access::steers,
                "stops the streams; /done with the mounts"},
    CommandSpec{CommandId::stream_status, "/stream/status", "[i:from]", Reply::list, Access::looks,
                "lists the streams: s:mount s:state s:bytes i:reconnects f:lost_s s:why; state is stopped, "
                "connecting, streaming or waiting, and why is the reason for waiting"},
    CommandSpec{CommandId::midi_learn, "/midi/learn", "s:path [i:id]", Reply::done, Access::steers,
                "binds the path to the next MIDI control moved within 10 s; /done with the source",
                Names::parameters, learning},
    CommandSpec{CommandId::midi_save, "/midi/save", "", Reply::done, Access::steers,
                "saves the learned MIDI mapping; /done with the file's name"},
    CommandSpec{CommandId::midi_list, "/midi/list", "[i:from]", Reply::list, Access::looks,
                "lists the MIDI bindings: s:source s:path s:mode s:values i:pickup, where values are a range "
                "and a curve, or the values sent"},
    CommandSpec{
        CommandId::midi_forget, "/midi/forget", "s:path", Reply::done, Access::steers,
        "removes the MIDI bindings of the path, permanently after /midi/save; /done with the sources"},
    CommandSpec{CommandId::midi_range, "/midi/range", "s:path f:from f:to [s:curve]", Reply::done,
                Access::steers,
                "sets the range and the curve of the path's MIDI bindings; curve: linear, logarithmic or "
                "exponential; /done with the sources"},
    CommandSpec{CommandId::midi_recent, "/midi/recent", "i:after", Reply::value, Access::looks,
                "answers with the MIDI messages after message number after, at most the last 50, each as "
                "i:number s:received s:effect; if there are none, with the last message"},
    CommandSpec{CommandId::schedule, "/schedule", "[T:on]", Reply::value, Access::looks_if_bare,
                "switches the schedule on or off; without a value it answers i:on"},
    CommandSpec{CommandId::schedule_add, "/schedule/add", "s:line", Reply::done, Access::steers,
                "adds a line to the schedule, written as in the configuration; /done with i:number"},
    CommandSpec{CommandId::schedule_remove, "/schedule/remove", "i:number", Reply::done, Access::steers,
                "removes an added line; /done with the line"},
    CommandSpec{CommandId::schedule_clear, "/schedule/clear", "", Reply::done, Access::steers,
                "removes all added lines; /done with i:count"},
    CommandSpec{CommandId::schedule_list, "/schedule/list", "[i:from]", Reply::list, Access::looks,
                "lists the lines: i:number s:line s:from, where from is configuration or added"},
    CommandSpec{CommandId::schedule_next, "/schedule/next", "", Reply::value, Access::looks,
                "answers s:time s:what for the next change, walks excluded; two empty strings = none"},
    CommandSpec{CommandId::guard, "/guard", "[T:on]", Reply::value, Access::looks_if_bare,
                "switches the guard on or off, which restarts the model with a new seed if it falls silent, "
                "loops or freezes; without a value it answers i:on"},
    CommandSpec{CommandId::config_reload, "/config/reload", "[i:id]", Reply::done, Access::steers,
                "reads the configuration file again; /done says what has taken effect and what needs a "
                "restart; a file with an error changes nothing, and /fail says where the error is"},
    CommandSpec{CommandId::status, "/status", "", Reply::value, Access::looks,
                "answers /status.reply s:state f:load_mean f:load_peak f:rate_nominal f:rate_measured "
                "i:underruns i:uptime_s s:model s:device"},
    CommandSpec{CommandId::level, "/level", "", Reply::value, Access::looks,
                "answers f:peak_db f:rms_db f:left_peak_db f:left_rms_db f:right_peak_db f:right_rms_db of "
                "the output, the first two over all channels, then peak and RMS of each channel from 3 on; 0 "
                "= full scale, -100 = silence"},
    CommandSpec{
        CommandId::spectrum, "/spectrum", "", Reply::value, Access::looks,
        "answers f:level_db for 64 bands of the output, spaced evenly in octaves from 40 Hz to 16 kHz"},
    CommandSpec{
        CommandId::listen_heard, "/listen/heard", "", Reply::value, Access::looks,
        "answers f:level_db f:presence f:onset_rate f:pitch_hz f:salience f:pulse_hz f:pulse_clarity "
        "s:nearest f:likeness f:familiarity i:is_phrase i:is_turn f:remembered_s of the input: onsets and "
        "beats a second; pitch and beats 0 = none; nearest is the most similar named encoding, likeness the "
        "cosine to it, familiarity the highest cosine to any place in the corpus"},
    CommandSpec{
        CommandId::beat, "/beat", "", Reply::value, Access::looks,
        "answers i:bar i:beat f:phase f:tempo s:leader: bars of four beats (quarter notes), both counted "
        "from 1; phase 0 to 1 between two beats; tempo in BPM; leader none, midi, link or jack"},
    CommandSpec{
        CommandId::metrics, "/metrics", "", Reply::value, Access::looks,
        "answers with every metric, each at /metrics/NAME; /metrics/NAME answers with that one alone"},
    CommandSpec{
        CommandId::notify, "/notify", "i:on [i:port] [f:hz] [f:meters_hz]", Reply::done, Access::looks,
        "sends replies to that port (0 = the sender's); with hz also the status and changed parameters hz "
        "times a second, with meters_hz the meters /level, /spectrum, /listen/heard and /beat; the "
        "subscription is a lease, which any message renews; /done with i:port f:hz i:lease_s [f:meters_hz]"},
    CommandSpec{CommandId::notify_confirm, "/notify/confirm", "s:token", Reply::done, Access::looks,
                "returns the token from the server's /notify/confirm (see above)"},
    CommandSpec{CommandId::token, "/token", "s:token", Reply::done, Access::looks,
                "unlocks the sending machine, if the configuration has an osc_token, which other machines "
                "need before they may play"},
    CommandSpec{CommandId::sync, "/sync", "i:number", Reply::value, Access::looks,
                "answers /synced i:number once everything sent before it is done"},
    CommandSpec{CommandId::ping, "/ping", "", Reply::value, Access::looks, "answers /pong"},
    CommandSpec{CommandId::version, "/version", "", Reply::value, Access::looks, "answers with the version"},
};

static_assert(rows_in_order(commands));

}  // namespace

std::span<const CommandSpec> command_specs() {
  return commands;
}

const CommandSpec& command_spec(CommandId id) {
  return commands[static_cast<std::size_t>(id)];
}

const CommandSpec* find_command(std::string_view path) {
  static const auto by_path = [] {
    std::unordered_map<std::string_view, const CommandSpec*> map;
    for (const auto& command : commands) map.emplace(command.path, &command);
    return map;
  }();
  const auto found = by_path.find(path);
  return found == by_path.end() ? nullptr : found->second;
}

}  // namespace aeolian
