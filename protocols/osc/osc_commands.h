// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/control/control_context.h"
#include "core/control/control_interface.h"
#include "core/control/parameter_actions.h"
#include "core/control/parameters.h"
#include "core/control/presets.h"
#include "protocols/osc/message.h"
#include "protocols/osc/osc_caller.h"
#include "protocols/osc/work_queue.h"

namespace aeolian {

/** A reading that changes all the time. */
struct OscMeter {
  std::string_view path;  ///< below the prefix
  std::string_view description;
  bool is_level = true;  ///< all its values are dB, SoundLevels::lowest_db to 0
};

/** The meters, in the order of meter_messages(). */
inline constexpr std::array osc_meters{
    OscMeter{
        "/level",
        "answers f:peak_db f:rms_db f:left_peak_db f:left_rms_db f:right_peak_db f:right_rms_db of what is "
        "played, first on all channels, and peak and RMS of each channel from 3 on; 0 = full scale, -100 = "
        "silence"},
    OscMeter{
        "/spectrum",
        "answers f:level_db of 64 bands of what is played, equally wide in octaves from 40 Hz to 16 kHz"},
    OscMeter{"/listen/heard",
             "answers f:level_db f:presence f:onset_rate f:pitch_hz f:salience f:pulse_hz f:pulse_clarity "
             "s:nearest f:likeness f:familiarity i:is_phrase i:is_turn f:remembered_s of the sound that is "
             "listened to: onsets and beats a second; pitch and beats 0 = none; nearest: the named encoding "
             "most like it, and the cosine to that, and to any place of the corpus",
             false},
    OscMeter{
        "/beat",
        "answers i:bar i:beat f:phase f:tempo s:leader: bars of four beats (quarter notes), both counted "
        "from 1; phase 0 to 1 between two beats; tempo in BPM; leader none, midi, link or jack",
        false}};

/** Their readings. */
std::array<OscMessage, osc_meters.size()> meter_messages(std::string_view prefix,
                                                         const ControlContext& context);

/** The reply to a message that is carried out without a fault. */
enum class OscReply {
  none,
  value,  ///< a message of its own; a setting answers only if it comes without a value
  list,   ///< /start, /name..., /end below the path
  done,   ///< /done, perhaps much later
};

/** A row of the address space, for the documentation. */
struct OscPath {
  std::string_view path;  ///< below the prefix
  std::string takes;      ///< in the notation of takes() in core/control/parameter_actions.h
  std::string description;
  OscReply reply;
};

/**
 * The OSC address space: one path per parameter, which sets it if there is a value and otherwise replies with
 * it, the parameter actions, and the commands. Sets are silent unless they fail or are clipped. Replies avoid
 * the types h, d, T and F, which Pure Data does not read: seeds and anything beyond 32 bits are sent as
 * decimal strings, toggles as integers. One thread at a time.
 */
class OscCommands {
 public:
  /** `prefix` precedes every path, such as "/aeolian". */
  OscCommands(std::string prefix, ControlContext context, Parameters::Source source);

  /**
   * Carries out `message`; replies and errors go to `caller`, who may only look if it is locked. An address
   * pattern applies to every method that it matches and that accepts the values.
   */
  void run(const OscMessage& message, OscCaller& caller);

  /** Whether `message` sets parameters, so that it can be sent to the generator ahead of its step. */
  bool is_set(const OscMessage& message) const;

  /** The present /status.reply. */
  OscMessage status() const;
  /** The reply to a query of the parameter's path. */
  OscMessage value_of(std::string_view path) const;

  const std::string& prefix() const { return prefix_; }

  /** Whether `path`, below the prefix, is a command that replies with /done, perhaps much later. */
  static bool is_done_later(std::string_view path);

  /** All paths, in the order of the documentation. */
  static std::vector<OscPath> address_space();

 private:
  static constexpr double figures_work = 30.;  ///< cost of a query for all metrics
  static constexpr double figure_work = 8.;    ///< cost of a query for one, which a meter repeats often

  using Recorded = tl::expected<RecordingReport, ControlError>;

  /** A message being carried out: the whole path (as in replies), the values, and the caller. */
  struct Call {
    const std::string& path;
    std::span<const ControlValue> values;
    OscCaller& caller;
    std::int32_t id = 0;
    Arguments arguments = {};  ///< of a command: the values by its words

    void answer(std::vector<OscArgument> in_force) const;
    void refuse(OscFailure code, std::string text) const { caller.fail(path, id, code, std::move(text)); }
    void refuse(const ControlError& refusal) const;
    bool is_locked() const;                             ///< and refuses it if so
    std::string text(std::size_t i) const;              ///< argument `i` as text; empty if left out
    std::optional<double> number(std::size_t i) const;  ///< argument `i`; nothing if left out
  };
  enum class Effect {
    looks,          ///< it changes nothing but what its caller is sent
    looks_if_bare,  ///< it changes something only if it comes with a value
    steers,
    sets,  ///< it steers by changing parameters
  };
  struct Command {
    std::string_view path;
    std::string_view takes;
    OscReply reply;
    Effect effect;
    std::string_view description;
    void (OscCommands::*run)(const Call&);
    double work = 0.;           ///< cost in addition to its reply (Senders)
    std::size_t id_at = no_id;  ///< index of the value that is the caller's id
    static constexpr std::size_t no_id = ~std::size_t{0};
  };
  static const std::vector<Command>& commands();
  static const Command* command_at(std::string_view path);

  void run_pattern(const OscMessage& message, OscCaller& caller);
  void run_method(const OscMessage& message, OscCaller& caller);
  /** The addresses of all methods that `pattern` matches. */
  ErrorOr<std::vector<std::string>> matched(std::string_view pattern) const;

  void set_or_answer(std::string_view path, const Call& call);
  void get(const Call& call);
  void encoding_list(const Call& call);
  void encoding_places(const Call& call);
  void seed_audio(const Call& call);
  void seed_audio_list(const Call& call);
  void model_load(const Call& call);
  void model_list(const Call& call);
  void model_current(const Call& call);
  void preset_load(const Call& call);
  void preset_save(const Call& call);
  void preset_delete(const Call& call);
  void preset_list(const Call& call);
  void preset_interpolate(const Call& call);
  void moment_save(const Call& call);
  void moment_load(const Call& call);
  void moment_delete(const Call& call);
  void moment_list(const Call& call);
  void record_start(const Call& call);
  void record_stop(const Call& call);
  void record_last(const Call& call);
  void recorded_later(const Call& call, std::function<Recorded()> work);
  void stream_start(const Call& call);
  void stream_stop(const Call& call);
  void stream_status(const Call& call);
  void midi_learn(const Call& call);
  void midi_save(const Call& call);
  void midi_list(const Call& call);
  void midi_recent(const Call& call);
  void midi_forget(const Call& call);
  void midi_range(const Call& call);
  void schedule(const Call& call);
  void schedule_add(const Call& call);
  void schedule_remove(const Call& call);
  void schedule_clear(const Call& call);
  void schedule_list(const Call& call);
  void schedule_next(const Call& call);
  void guard(const Call& call);
  void config_reload(const Call& call);
  void status(const Call& call);
  std::vector<Metric> figures() const;
  void meter(const Call& call);
  void metrics(const Call& call);
  void metric(std::string_view name, const Call& call);
  void notify(const Call& call);
  void notify_confirm(const Call& call);
  void token(const Call& call);
  void sync(const Call& call);
  void ping(const Call& call);
  void version(const Call& call);

  /** `path` without the prefix, if it has it. */
  std::string_view below_prefix(std::string_view path) const;
  void list(const Call& call, const std::vector<std::vector<OscArgument>>& entries) const;
  void list(const Call& call, std::span<const std::string> names) const;
  void done(const Call& call, std::vector<OscArgument> values) const;
  /** Sends /done with the name that the command returned, or /fail. */
  void done(const Call& call, const ControlInterface::Answer& answer) const;
  /** The same for an answer that comes later, from any thread. */
  ControlInterface::Done done_later(const Call& call) const;
  /** Lets a separate thread do work that waits for the disk; false = refused, because too much is waiting. */
  bool do_later(const Call& call, std::function<void()> work);
  /** Lets that thread write a change that the presets have already applied. */
  void write_preset(const Call& call, const Presets::Name& name);

  std::string prefix_;
  ControlContext context_;
  Parameters::Source source_;
  std::unique_ptr<WorkQueue> files_;
};

}  // namespace aeolian
