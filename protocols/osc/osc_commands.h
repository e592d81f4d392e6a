// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

/** One row of the address space, for the documentation. */
struct OscPath {
  std::string_view path;  ///< below the prefix
  std::string takes;      ///< as takes() of core/control/parameter_actions.h reads it
  std::string description;
};

/**
 * The OSC address space: one path a parameter, which is set where a value is given and otherwise answered,
 * the gestures of the registry, and the commands beside them. Sets are silent unless they fail or are
 * clipped. Replies avoid the types h, d, T and F, which Pure Data does not read: seeds and what exceeds 32
 * bits go out as decimal strings, toggles as integers. One thread at a time.
 */
class OscCommands {
 public:
  /** `prefix` stands before every path, as "/aeolian". */
  OscCommands(std::string prefix, ControlContext context, Parameters::Source source);

  /**
   * Does what `message` asks for; answers and complaints go to `caller`. An address pattern does it with
   * every method that it matches and that takes the values.
   */
  void run(const OscMessage& message, OscCaller& caller);

  /** Whether `message` changes parameters, so that it can be sent ahead with the step that it is meant for.
   */
  bool is_set(const OscMessage& message) const;

  /** The /status.reply of the moment. */
  OscMessage status() const;
  /** What is in force at the parameter's path, as a query is answered. */
  OscMessage value_of(const ParameterSpec& spec) const;

  const std::string& prefix() const { return prefix_; }

  /** Every path, in the order of the documentation. */
  static std::vector<OscPath> address_space();

 private:
  static constexpr double figures_work = 30.;  ///< of asking for every figure
  static constexpr double figure_work = 8.;    ///< of asking for one, as a meter does again and again

  /** A message on its way through: the whole path (as replies bear it), the values, and who asks. */
  struct Call {
    const std::string& path;
    std::span<const ControlValue> values;
    OscCaller& caller;
    std::int32_t id = 0;
    Arguments arguments = {};  ///< of a command: the values by its words

    void answer(std::vector<OscArgument> in_force) const;
    void refuse(OscFailure code, std::string text) const { caller.fail(path, id, code, std::move(text)); }
    void refuse(const ControlError& refusal) const;
    std::string text(std::size_t i) const;  ///< argument `i`, which is a text; empty where it was left out
    std::optional<double> number(std::size_t i) const;  ///< argument `i`; nothing where it was left out
  };
  struct Command {
    std::string_view path;
    std::string_view takes;
    std::string_view description;
    void (OscCommands::*run)(const Call&);
    double work = 0.;           ///< that it causes beside its reply (Senders)
    std::size_t id_at = no_id;  ///< which of the values is the caller's id
    bool sets = false;          ///< changes parameters
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
  void record_start(const Call& call);
  void record_stop(const Call& call);
  void midi_learn(const Call& call);
  void midi_save(const Call& call);
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
  void metrics(const Call& call);
  void metric(std::string_view name, const Call& call);
  void notify(const Call& call);
  void notify_confirm(const Call& call);
  void sync(const Call& call);
  void ping(const Call& call);
  void version(const Call& call);

  /** `path` without the prefix; as it is, where it does not begin with it. */
  std::string_view below_prefix(std::string_view path) const;
  void list(const Call& call, const std::vector<std::vector<OscArgument>>& entries) const;
  void list(const Call& call, std::span<const std::string> names) const;
  void done(const Call& call, std::vector<OscArgument> values) const;
  /** Tells the name that came of the command, or its refusal. */
  void done(const Call& call, const ControlInterface::Answer& answer) const;
  /** The same when it comes, by any thread. */
  ControlInterface::Done done_later(const Call& call) const;
  /** Has a thread of its own do what waits for the disk; false = refused, as too much waits already. */
  bool do_later(const Call& call, std::function<void()> work);
  /** Has a change of the presets written, that they know of already. */
  void write_preset(const Call& call, const Presets::Name& name);

  std::string prefix_;
  ControlContext context_;
  Parameters::Source source_;
  std::unique_ptr<WorkQueue> files_;
};

}  // namespace aeolian
