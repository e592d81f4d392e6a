// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/control/control_context.h"
#include "core/control/control_log.h"
#include "core/control/parameters.h"
#include "core/control/presets.h"
#include "core/error.h"
#include "core/generator/source_crossfader.h"
#include "core/stream/control_route.h"
#include "core/stream/player.h"
#include "core/stream/shared_stream.h"
#include "core/stream/step_renderer.h"
#include "core/tempo/tempo.h"
#include "daemon/app/control_sources.h"
#include "daemon/app/engine_controller.h"
#include "daemon/app/restored_session.h"
#include "daemon/app/tempo_sync.h"
#include "daemon/config/options.h"
#include "daemon/output/audio_output.h"
#include "daemon/output/output_watch.h"
#include "daemon/output/rate_meter.h"
#include "daemon/playback/beat_queue.h"
#include "daemon/playback/clock_beat.h"
#include "daemon/playback/fault_supervisor.h"
#include "daemon/playback/make_source.h"
#include "daemon/playback/model_loader.h"
#include "daemon/playback/overload_watch.h"
#include "daemon/playback/replay_switches.h"
#include "daemon/playback/schedule_runner.h"
#include "daemon/playback/session_log.h"
#include "daemon/recording/recorder.h"
#include "daemon/service/notify.h"
#include "daemon/service/stop_signals.h"
#include "daemon/state/state_saver.h"
#include "daemon/streaming/streams.h"

namespace aeolian::daemon {

/** Reads the control log to replay; empty if there is none. */
ErrorOr<ControlLog> read_replay_log(const Options& options);

/**
 * A live performance: the generation thread, an output, and the control sources. Create, run and destroy it
 * on one thread.
 */
class Session {
 public:
  /** Checks and opens everything; no sound yet. */
  static ErrorOr<std::unique_ptr<Session>> create(const Options& options);
  ~Session();

  /** Plays until a signal arrives or the duration is over, then fades out. */
  void run(const StopSignals& signals);

 private:
  Session(RestoredSession last, Subject subject, SharedStream stream, std::vector<LoggedEvent> replay_log);

  /** The models that play first; none = a test tone, or no second model. */
  struct FirstModels {
    std::optional<Model> first;
    std::optional<BlendedModel> second;
  };
  ErrorOr<void> open(FirstModels models, std::vector<SourceSwitch> source_switches);
  ErrorOr<void> open_output();
  ErrorOr<void> open_model_loader(FirstModels models, std::vector<SourceSwitch> source_switches);
  std::unique_ptr<link::Session> join_link() const;
  Parameters::Source add_source(std::string name);
  Parameters::Source add_performer(std::string name);
  void log_applied();
  void tell_service_manager();
  void tell_streams();
  void keep_alive();
  void measure_load();
  void restore_switches();
  State state() const;
  StateSaver::Counters state_counters() const;
  void ask_reload(ControlInterface::Done done);
  void reload_if_asked(const StopSignals& signals);
  void fade_out(const StopSignals& signals);
  void summarise() const;

  RestoredSession last_run_;
  Options options_;  // as configured, and as changed by reloads
  const std::string subject_;
  SourceCrossfader crossfader_;
  SharedStream stream_;
  StepRenderer renderer_;
  Player player_;
  Parameters parameters_;
  ControlRoute route_;
  Tempo tempo_;
  BeatQueue beats_;
  std::optional<ClockBeat> clock_beat_;  ///< none during a replay, whose control log has its own beats
  const Parameters::Source from_command_line_, from_model_loader_, from_configuration_;
  const ControlSources::Sources from_;
  const Parameters::Source from_schedule_, from_overload_, from_clock_;
  Presets presets_;
  RateMeter rate_meter_;
  OutputWatch output_watch_;
  Notify notify_;
  SessionLog log_;
  std::unique_ptr<AudioOutput> output_;
  std::unique_ptr<Streams> streams_;
  std::unique_ptr<Recorder> recorder_;
  std::unique_ptr<ModelLoader> model_loader_;
  std::unique_ptr<FaultSupervisor> fault_supervisor_;
  OverloadWatch overload_watch_;
  bool is_load_known_ = false;
  std::unique_ptr<ScheduleRunner> schedule_;
  std::unique_ptr<TempoSync> tempo_sync_;
  std::optional<StateSaver> keeper_;  // reads all the others, including the control sources, until run() ends
  std::atomic<bool> is_kept_{false};  // keeper_ has been created and will not go away
  mutable std::mutex reload_mutex_;   // guards reloads, and options_ while they change
  std::vector<ControlInterface::Done> reload_wishes_;
  std::unique_ptr<EngineController> controller_;
  std::unique_ptr<ControlSources> control_sources_;  // uses everything above, so it is destroyed first
};

}  // namespace aeolian::daemon
