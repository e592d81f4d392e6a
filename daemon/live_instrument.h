#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/control/instrument.h"
#include "core/control/parameters.h"
#include "core/stream/player.h"
#include "core/stream/shared_stream.h"
#include "daemon/audio_output.h"
#include "daemon/output_watch.h"
#include "daemon/performance_log.h"
#include "daemon/rate_meter.h"
#include "daemon/recorder.h"
#include "daemon/repertoire.h"
#include "daemon/sentry.h"
#include "daemon/state_keeper.h"

namespace aeolian {

class MidiInput;
class OscServer;
class Retried;
class ScheduleHand;

/** The instrument as it plays, for the doors. All that it is made of outlives the doors. */
class LiveInstrument final : public Instrument {
 public:
  struct Parts {
    const std::string& subject;  ///< what plays where no model does
    const Player& player;
    const SharedStream& stream;
    const AudioOutput& output;
    const OutputWatch& output_watch;
    const RateMeter& rate_meter;
    const Parameters& parameters;
    Repertoire& repertoire;
    Recorder& recorder;
    const PerformanceLog& log;
    Sentry& sentry;
    ScheduleHand& schedule;
    Parameters::Source osc, oscquery, midi;
    std::function<void(Done)> reload;
    std::function<StateKeeper::Counters()> state;
    const std::vector<std::unique_ptr<Retried>>& openings;  ///< as they are before a door opens
  };

  explicit LiveInstrument(Parts parts) : parts_(parts) {}

  /** The doors that are parts of the instrument themselves, as soon as they are open. */
  void set_doors(MidiInput* midi, const OscServer* osc) {
    midi_ = midi;
    osc_ = osc;
  }

  StatusReport status() const override;
  std::vector<Metric> metrics() const override;
  std::vector<std::string> models() const override { return parts_.repertoire.models(); }
  void load_model(std::string name, Done done) override;
  void prime(std::string sound, double start_s, Done done) override;
  std::vector<std::string> sounds() const override { return parts_.repertoire.sounds(); }
  Answer start_recording(std::string name) override { return parts_.recorder.start(name); }
  tl::expected<RecordingReport, Refusal> stop_recording() override { return parts_.recorder.stop(); }
  void learn_midi(std::string path, Done done) override;
  Answer save_midi() override;
  void reload_configuration(Done done) override { parts_.reload(std::move(done)); }
  bool guard() const override { return parts_.sentry.is_on(); }
  void set_guard(bool on) override { parts_.sentry.set_on(on); }
  Schedule& schedule() override;
  std::uint64_t step_at(std::chrono::steady_clock::time_point time) const override {
    return parts_.player.step_at(time);
  }

 private:
  const Parts parts_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::atomic<MidiInput*> midi_{nullptr};
  std::atomic<const OscServer*> osc_{nullptr};
};

}  // namespace aeolian
