#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/control/control_log.h"
#include "core/control/parameters.h"
#include "core/error.h"
#include "core/stream/player.h"
#include "core/stream/shared_stream.h"
#include "core/stream/step_renderer.h"
#include "daemon/audio_output.h"
#include "daemon/make_source.h"
#include "daemon/options.h"
#include "daemon/stop_signals.h"
#include "protocols/midi/midi_input.h"
#include "protocols/osc/osc_server.h"

namespace aeolian {

/** Every parameter that the options name, set through `source`; the first refusal is the error. */
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

  /** Plays until a signal comes or the duration is over, then fades out. */
  ErrorOr<void> run(const StopSignals& signals);

 private:
  /** Device frames a second, measured over the last seconds. */
  class RateMeter {
   public:
    void look(std::uint64_t frames);
    double rate() const { return rate_.load(std::memory_order_relaxed); }

   private:
    std::chrono::steady_clock::time_point since_{};
    std::uint64_t frames_ = 0;
    std::atomic<double> rate_{0.};
  };

  Performance(const Options& options, Subject subject, SharedStream stream, std::vector<LoggedEvent> score);

  ErrorOr<void> open(const Options& options);
  Parameters::Source add_door(std::string name);
  StatusReport report() const;
  ErrorOr<void> log_applied();
  void fade_out(const StopSignals& signals);
  void summarise() const;

  const std::optional<double> duration_;
  Subject subject_;
  SharedStream stream_;
  StepRenderer renderer_;
  Player player_;
  Parameters parameters_;
  RateMeter rate_meter_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::optional<ControlLogWriter> log_;
  // The doors and the output reach into all of the above, so they go first.
  std::unique_ptr<AudioOutput> output_;
  std::unique_ptr<OscServer> osc_;
  std::unique_ptr<MidiInput> midi_;
};

}  // namespace aeolian
