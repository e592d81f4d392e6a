#pragma once

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
#include "daemon/audio_output.h"
#include "daemon/file_watch.h"
#include "daemon/live_instrument.h"
#include "daemon/make_source.h"
#include "daemon/notify.h"
#include "daemon/options.h"
#include "daemon/performance_log.h"
#include "daemon/rate_meter.h"
#include "daemon/recorder.h"
#include "daemon/repertoire.h"
#include "daemon/score.h"
#include "daemon/stop_signals.h"
#include "protocols/midi/midi_input.h"
#include "protocols/osc/osc_server.h"
#include "protocols/oscquery/oscquery_server.h"

namespace aeolian {

/** Every parameter that `values` name, set through `source`; the first refusal is the error. */
ErrorOr<void> set_parameters(const InitialValues& values, Parameters& parameters, Parameters::Source source);
/** What was configured, and over it what was asked for. */
ErrorOr<void> set_parameters(const Options& options, Parameters& parameters, Parameters::Source source);

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
  Performance(const Options& options, Subject subject, SharedStream stream, std::vector<LoggedEvent> score);

  ErrorOr<void> open(std::optional<Model> model, std::vector<Entrance> entrances);
  ErrorOr<void> open_log();
  ErrorOr<void> open_output();
  ErrorOr<void> open_repertoire(std::optional<Model> model, std::vector<Entrance> entrances);
  ErrorOr<void> open_doors();
  void open_oscquery(const Hands& hands);
  ErrorOr<void> open_watch();
  Parameters::Source add_door(std::string name);
  void log_applied();
  void tell_service_manager();
  void fade_out(const StopSignals& signals);
  void summarise() const;

  const Options options_;
  const std::string subject_;
  Succession succession_;
  SharedStream stream_;
  StepRenderer renderer_;
  Player player_;
  Parameters parameters_;
  const Parameters::Source from_command_line_, from_repertoire_, from_midi_, from_osc_, from_oscquery_;
  Presets presets_;
  RateMeter rate_meter_;
  Notify notify_;
  PerformanceLog log_;
  std::unique_ptr<AudioOutput> output_;
  std::unique_ptr<Recorder> recorder_;
  std::unique_ptr<Repertoire> repertoire_;
  std::unique_ptr<LiveInstrument> instrument_;
  // The doors reach into all of the above, and OSC and OSCQuery into MIDI, so they go first.
  std::unique_ptr<MidiInput> midi_;
  std::unique_ptr<OscServer> osc_;
  std::unique_ptr<OscQueryServer> oscquery_;
  std::unique_ptr<FileWatch> watch_;
};

}  // namespace aeolian
