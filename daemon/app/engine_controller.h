// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "core/control/control_interface.h"
#include "core/control/parameters.h"
#include "core/stream/player.h"
#include "core/stream/shared_stream.h"
#include "core/tempo/tempo.h"
#include "daemon/app/control_sources.h"
#include "daemon/output/audio_output.h"
#include "daemon/output/level_meter.h"
#include "daemon/output/output_watch.h"
#include "daemon/output/rate_meter.h"
#include "daemon/playback/beat_queue.h"
#include "daemon/playback/fault_supervisor.h"
#include "daemon/playback/model_loader.h"
#include "daemon/playback/session_log.h"
#include "daemon/recording/recorder.h"
#include "daemon/state/state_saver.h"
#include "daemon/streaming/streams.h"

namespace aeolian::daemon {

class ScheduleRunner;

/**
 * Carries out requests from the control sources on the playing instrument. All its parts outlive the control
 * sources.
 */
class EngineController final : public ControlInterface {
 public:
  struct Parts {
    const std::string& subject;  ///< name of the sound if it is not a model
    const Player& player;
    const SharedStream& stream;
    const AudioOutput& output;
    const OutputWatch& output_watch;
    const RateMeter& rate_meter;
    const Parameters& parameters;
    ModelLoader& model_loader;
    Recorder& recorder;
    Streams& streams;
    const SessionLog& log;
    FaultSupervisor& fault_supervisor;
    ScheduleRunner& schedule;
    Tempo& tempo;
    const BeatQueue& beats;
    ControlSources::Sources from;
    std::function<void(Done)> reload;
    std::function<StateSaver::Counters()> state;
  };

  explicit EngineController(const Parts& parts) : parts_(parts), level_meter_(parts.stream) {}

  /** Sets the control sources, which also provide status. Call it before they open. */
  void set_control_sources(const ControlSources& sources) { sources_ = &sources; }

  StatusReport status() const override;
  std::vector<Metric> metrics() const override;
  SoundLevels levels() const override { return level_meter_.levels(); }
  HeardReport heard() const override { return parts_.player.heard(); }
  std::vector<std::string> models() const override { return parts_.model_loader.models(); }
  void load_model(std::string name, Done done) override;
  void blend_model(std::string name, double weight, std::optional<double> glide_s, Done done) override;
  void prime(std::string sound, double start_s, Done done) override;
  std::vector<std::string> sounds() const override { return parts_.model_loader.sounds(); }
  Answer start_recording(std::string name) override { return parts_.recorder.start(name); }
  tl::expected<RecordingReport, ControlError> stop_recording() override { return parts_.recorder.stop(); }
  tl::expected<RecordingReport, ControlError> record_last(double seconds, std::string name) override {
    return parts_.recorder.record_last(seconds, name);
  }
  Answer start_streams() override { return parts_.streams.start(); }
  Answer stop_streams() override { return parts_.streams.stop(); }
  std::vector<StreamReport> streams() const override { return parts_.streams.reports(); }
  void learn_midi(std::string path, Done done) override;
  Answer save_midi() override;
  std::vector<MidiBindingReport> midi_bindings() const override;
  std::vector<MidiReport> midi_messages(std::uint64_t after) const override;
  Answer forget_midi(const std::string& path) override;
  Answer scale_midi(const std::string& path, double from, double to, const std::string& curve) override;
  Answer save_moment(const std::string& name) override;
  void load_moment(std::string name, Done done) override;
  Answer delete_moment(const std::string& name) override;
  std::vector<std::string> moments() const override;
  void reload_configuration(Done done) override { parts_.reload(std::move(done)); }
  bool guard() const override { return parts_.fault_supervisor.is_on(); }
  void set_guard(bool on) override { parts_.fault_supervisor.set_on(on); }
  Tempo& tempo() override { return parts_.tempo; }
  Schedule& schedule() override;
  std::uint64_t step_at(std::chrono::steady_clock::time_point time) const override {
    return parts_.player.step_at(time);
  }

 private:
  const Parts parts_;
  mutable LevelMeter level_meter_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  const ControlSources* sources_ = nullptr;
};

}  // namespace aeolian::daemon
