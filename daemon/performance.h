#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/control/control_log.h"
#include "core/control/hands.h"
#include "core/control/parameters.h"
#include "core/control/presets.h"
#include "core/error.h"
#include "core/generator/succession.h"
#include "core/stream/player.h"
#include "core/stream/shared_stream.h"
#include "core/stream/step_renderer.h"
#include "daemon/applied_changes.h"
#include "daemon/audio_output.h"
#include "daemon/file_watch.h"
#include "daemon/last_run.h"
#include "daemon/live_instrument.h"
#include "daemon/make_source.h"
#include "daemon/notify.h"
#include "daemon/options.h"
#include "daemon/output_watch.h"
#include "daemon/overload_watch.h"
#include "daemon/performance_log.h"
#include "daemon/rate_meter.h"
#include "daemon/recorder.h"
#include "daemon/repertoire.h"
#include "daemon/retried.h"
#include "daemon/schedule_hand.h"
#include "daemon/score.h"
#include "daemon/sentry.h"
#include "daemon/state_keeper.h"
#include "daemon/stop_signals.h"
#include "protocols/midi/midi_input.h"
#include "protocols/osc/osc_server.h"
#include "protocols/oscquery/oscquery_server.h"

namespace aeolian {

/** The control log to be replayed; empty without one. */
ErrorOr<ControlLog> read_score(const Options& options);

/**
 * A live performance: the generation thread, an output, and the doors through which hands reach them. Made,
 * run and destroyed by one thread.
 */
class Performance {
 public:
  /** Everything is checked and opened here; nothing sounds yet. */
  static ErrorOr<std::unique_ptr<Performance>> create(const Options& options);
  ~Performance();

  /** Plays until a signal comes or the duration is over, then fades out. */
  void run(const StopSignals& signals);

 private:
  Performance(LastRun last, Subject subject, SharedStream stream, std::vector<LoggedEvent> score);

  ErrorOr<void> open(std::optional<Model> model, std::vector<Entrance> entrances);
  ErrorOr<void> open_output();
  ErrorOr<void> open_repertoire(std::optional<Model> model, std::vector<Entrance> entrances);
  ErrorOr<void> open_doors();
  ErrorOr<void> open_midi(const Hands& hands);
  ErrorOr<void> open_osc(const Hands& hands);
  ErrorOr<void> open_oscquery(const Hands& hands);
  void poll_openings();
  void watch(const std::filesystem::path& folder, std::string metric);
  Parameters::Source add_door(std::string name);
  void log_applied();
  void tell_service_manager();
  void keep_alive();
  void measure_load();
  void restore_switches();
  State state() const;
  StateKeeper::Counters state_counters() const;
  void ask_reload(Instrument::Done done);
  void reload_if_asked(const StopSignals& signals);
  void fade_out(const StopSignals& signals);
  void summarise() const;

  LastRun last_run_;
  Options options_;  // as configured, and as a reload has changed it
  const std::string subject_;
  Succession succession_;
  SharedStream stream_;
  StepRenderer renderer_;
  Player player_;
  Parameters parameters_;
  AppliedChanges applied_;
  const Parameters::Source from_command_line_, from_repertoire_, from_configuration_, from_midi_, from_osc_,
      from_oscquery_, from_schedule_, from_overload_;
  Presets presets_;
  RateMeter rate_meter_;
  OutputWatch output_watch_;
  Notify notify_;
  PerformanceLog log_;
  std::unique_ptr<AudioOutput> output_;
  std::unique_ptr<Recorder> recorder_;
  std::unique_ptr<Repertoire> repertoire_;
  std::unique_ptr<Sentry> sentry_;
  OverloadWatch overload_watch_;
  bool is_load_known_ = false;
  std::unique_ptr<ScheduleHand> schedule_;
  std::optional<StateKeeper> keeper_;  // looks at all, the doors too, but for run() alone
  std::atomic<bool> is_kept_{false};   // keeper_ is there, and stays
  mutable std::mutex reload_mutex_;    // of the wishes, and of options_ while they change
  std::vector<Instrument::Done> reload_wishes_;
  std::vector<std::unique_ptr<Retried>> openings_;  // the doors and watches; outlive them, as they tell of them
  std::unique_ptr<LiveInstrument> instrument_;
  // The doors reach into all of the above, and OSC and OSCQuery into MIDI, so they go first.
  std::unique_ptr<MidiInput> midi_;
  std::unique_ptr<OscServer> osc_;
  std::unique_ptr<OscQueryServer> oscquery_;
  std::vector<std::unique_ptr<FileWatch>> watches_;
};

}  // namespace aeolian
