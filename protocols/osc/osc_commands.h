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

#include "core/control/commands.h"
#include "core/control/control_context.h"
#include "core/control/control_interface.h"
#include "core/control/parameter_address.h"
#include "core/control/parameters.h"
#include "core/control/presets.h"
#include "core/control/signature.h"
#include "protocols/osc/message.h"
#include "protocols/osc/osc_caller.h"
#include "protocols/osc/work_queue.h"

namespace aeolian::osc {

/** A command whose answer is a continuously changing reading. */
struct Meter {
  CommandId id = CommandId::level;
  bool is_level = true;  ///< all its values are dB, SoundLevels::lowest_db to 0
};

/** The meters, in the order of meter_messages(). */
inline constexpr std::array all_meters{Meter{CommandId::level}, Meter{CommandId::spectrum},
                                       Meter{CommandId::listen_heard, false}, Meter{CommandId::beat, false}};

/** Returns their readings. */
std::array<Message, all_meters.size()> meter_messages(std::string_view prefix, const ControlContext& context);

/** A row of the address space, for the documentation. */
struct Path {
  std::string_view path;  ///< below the prefix
  std::string takes;      ///< in the notation of takes() (core/control/signature.h)
  std::string description;
};

/**
 * The OSC address space: one path per parameter, which sets it if there is a value and otherwise replies with
 * it, the parameter actions, and the commands. Sets are silent unless they fail or are clipped. Replies avoid
 * the types h, d, T and F, which Pure Data does not read: seeds and anything beyond 32 bits are sent as
 * decimal strings, toggles as integers. One thread at a time.
 */
class Commands {
 public:
  /** `prefix` precedes every path, such as "/aeolian". */
  Commands(std::string prefix, ControlContext context, Parameters::Source source);

  /**
   * Carries out `message`; replies and errors go to `caller`, who may only look if it is locked. An address
   * pattern applies to every method that it matches and that accepts the values.
   */
  void run(const Message& message, Caller& caller);

  /** Cost of finding the methods that an address pattern matches (Senders), among them all metrics. */
  static constexpr double pattern_work = 30.;
  /**
   * Returns the access that `message` needs: `sets` = it only sets parameters, so that it can be sent to the
   * generator ahead of its step. For an address pattern this costs pattern_work.
   */
  CommandAccess access_of(const Message& message) const;

  /** Returns the present /status.reply. */
  Message status() const;
  /** Returns the reply to a query of the parameter's path, for all voices or one. */
  Message value_of(ParameterId id, VoiceNumber voice = all_voices) const;

  const std::string& prefix() const { return prefix_; }

  /** Returns all paths, in the order of the documentation. */
  static std::vector<Path> address_space();

 private:
  static constexpr double figures_work = pattern_work;  ///< cost of a query for all metrics
  static constexpr double figure_work = 8.;  ///< cost of a query for one metric, which a meter repeats often

  using Recorded = tl::expected<RecordingReport, ControlError>;

  /** A message being carried out: the whole path (as in replies), the values, and the caller. */
  struct Call {
    const std::string& path;
    std::span<const ControlValue> values;
    Caller& caller;
    std::int32_t id = 0;
    Arguments arguments = {};  ///< of a command: the values by its words

    void answer(std::vector<Argument> in_force) const;
    void refuse(Failure code, std::string text) const { caller.fail(path, id, code, std::move(text)); }
    void refuse(const ControlError& refusal) const;
    bool is_locked() const;                             ///< if so, also refuses it
    std::string text(std::size_t i) const;              ///< argument `i` as text; empty if left out
    std::optional<double> number(std::size_t i) const;  ///< argument `i`; nothing if left out
  };
  struct Handler {
    CommandId id = CommandId::get;
    void (Commands::*run)(const Call&) const = nullptr;
    double work = 0.;  ///< cost in addition to its reply (Senders)
  };
  static const Handler& handler(CommandId id);

  void run_pattern(const Message& message, Caller& caller);
  void run_method(const Message& message, Caller& caller);
  /** Returns the addresses of all methods that `pattern` matches. */
  ErrorOr<std::vector<std::string>> matched(std::string_view pattern) const;

  CommandAccess access_of_method(std::string_view full_path, bool is_bare) const;
  void run_command(const CommandSpec& command, Call& call) const;
  void set_or_answer(const ParameterAddress& address, const Call& call) const;
  void get(const Call& call) const;
  void encoding_list(const Call& call) const;
  void encoding_places(const Call& call) const;
  void seed_audio(const Call& call) const;
  void seed_audio_list(const Call& call) const;
  void model_load(const Call& call) const;
  void model_blend(const Call& call) const;
  void model_second(const Call& call) const;
  void model_list(const Call& call) const;
  void model_current(const Call& call) const;
  void preset_load(const Call& call) const;
  void preset_save(const Call& call) const;
  void preset_delete(const Call& call) const;
  void preset_list(const Call& call) const;
  void preset_interpolate(const Call& call) const;
  void moment_save(const Call& call) const;
  void moment_load(const Call& call) const;
  void moment_delete(const Call& call) const;
  void moment_list(const Call& call) const;
  void record_start(const Call& call) const;
  void record_stop(const Call& call) const;
  void record_last(const Call& call) const;
  void recorded_later(const Call& call, std::function<Recorded()> work) const;
  void stream_start(const Call& call) const;
  void stream_stop(const Call& call) const;
  void stream_status(const Call& call) const;
  void midi_learn(const Call& call) const;
  void midi_save(const Call& call) const;
  void midi_list(const Call& call) const;
  void midi_recent(const Call& call) const;
  void midi_forget(const Call& call) const;
  void midi_range(const Call& call) const;
  void schedule(const Call& call) const;
  void schedule_add(const Call& call) const;
  void schedule_remove(const Call& call) const;
  void schedule_clear(const Call& call) const;
  void schedule_list(const Call& call) const;
  void schedule_next(const Call& call) const;
  void guard(const Call& call) const;
  void config_reload(const Call& call) const;
  void answer_status(const Call& call) const;
  std::vector<Metric> figures() const;
  void meter(const Call& call) const;
  void metrics(const Call& call) const;
  void metric(std::string_view name, const Call& call) const;
  void notify(const Call& call) const;
  void notify_confirm(const Call& call) const;
  void token(const Call& call) const;
  void sync(const Call& call) const;
  void ping(const Call& call) const;
  void version(const Call& call) const;

  /** Returns `path` without the prefix, if it has it. */
  std::string_view below_prefix(std::string_view path) const;
  void list(const Call& call, const std::vector<std::vector<Argument>>& entries) const;
  void list(const Call& call, std::span<const std::string> names) const;
  void done(const Call& call, std::vector<Argument> values) const;
  /** Sends /done with the name that the command returned, or /fail. */
  void done(const Call& call, const ControlInterface::Answer& answer) const;
  /** Does the same for an answer that comes later, on any thread. */
  ControlInterface::Done done_later(const Call& call) const;
  /** Has a separate thread do work that waits for the disk; false = refused, because too much is waiting. */
  bool do_later(const Call& call, std::function<void()> work) const;
  /** Refuses the call if that thread's queue had no room for its work; returns whether it had. */
  static bool is_taken(const Call& call, bool has_room);
  /** Has that thread write a change that the presets have already applied. */
  void write_preset(const Call& call, const Presets::Name& name) const;

  std::string prefix_;
  ControlContext context_;
  Parameters::Source source_;
  std::unique_ptr<WorkQueue> files_;
};

}  // namespace aeolian::osc
