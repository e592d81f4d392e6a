// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/control/control_interface.h"
#include "core/control/schedule.h"
#include "core/tempo/tempo.h"

namespace aeolian {

/** A fake instrument: records requests, and replies as set by the test. */
class FakeControlInterface final : public ControlInterface {
 public:
  struct Asked {
    std::string what;  ///< such as "load_model sea"
    Done done;
  };

  StatusReport status() const override {
    const std::lock_guard lock(mutex_);
    return status_report;
  }
  std::vector<Metric> metrics() const override { return metric_list; }
  SoundLevels levels() const override {
    const SoundLevel right{-6.f - static_cast<float>(++times_measured % 2), -12.f};
    SoundLevels levels{.both = right, .left = {-20.f, -30.f}, .right = right, .further = {}};
    levels.bands_db.fill(-40.f);
    return levels;
  }
  HeardReport heard() const override {
    const std::lock_guard lock(mutex_);
    return heard_report;
  }
  std::vector<std::string> models() const override { return {"sea", "wind"}; }
  std::vector<std::string> sounds() const override { return {"gulls"}; }

  void load_model(std::string name, Done done) override { ask("load_model " + name, std::move(done)); }
  void blend_model(std::string name, double weight, std::optional<double> glide_s, Done done) override {
    ask("blend_model " + name + " " + std::to_string(weight) + " " +
            (glide_s ? std::to_string(*glide_s) : "default"),
        std::move(done));
  }
  void prime(std::string sound, double start_s, Done done) override {
    ask("prime " + sound + " " + std::to_string(start_s), std::move(done));
  }
  Answer start_recording(std::string name) override {
    if (recording) return refused(ControlError::Kind::busy, "it records already");
    recording = true;
    return name.empty() ? "2026-11-22.wav" : name + ".wav";
  }
  tl::expected<RecordingReport, ControlError> stop_recording() override {
    if (!recording) return refused(ControlError::Kind::wrong_value, "nothing is recorded");
    recording = false;
    return RecordingReport{"take.wav", 5'000'000'000, 7};
  }
  tl::expected<RecordingReport, ControlError> record_last(double seconds, std::string name) override {
    if (!(seconds > 0.)) return refused(ControlError::Kind::wrong_value, "above 0");
    return RecordingReport{name.empty() ? "2026-11-22.wav" : name + ".wav",
                           static_cast<std::uint64_t>(44100. * seconds), 0};
  }
  Answer start_streams() override {
    streaming = true;
    return "/sea.opus";
  }
  Answer stop_streams() override {
    streaming = false;
    return "/sea.opus";
  }
  std::vector<StreamReport> streams() const override {
    return {{.mount = "/sea.opus",
             .state = streaming ? "streaming" : "waiting",
             .why = "the server does not answer",
             .bytes = 5'000'000'000,
             .reconnects = 2,
             .lost_s = .5}};
  }
  void learn_midi(std::string path, Done done) override { ask("learn_midi " + path, std::move(done)); }
  bool guard() const override { return guard_on; }
  void set_guard(bool on) override { guard_on = on; }
  Answer save_midi() override { return "midi.json"; }
  std::vector<MidiBindingReport> midi_bindings() const override {
    return {{"cc 7", "/gain", "absolute", "-60 to 0, logarithmic", true}};
  }
  std::vector<MidiReport> midi_messages(std::uint64_t after) const override {
    const std::lock_guard lock(mutex_);
    auto messages = midi_messages_;
    std::erase_if(messages, [after](const MidiReport& message) { return message.number <= after; });
    return messages;
  }
  Answer save_moment(const std::string& name) override {
    if (while_saving) while_saving();
    const std::lock_guard lock(mutex_);
    saved_moment_ = name;
    return name;
  }
  void load_moment(std::string name, Done done) override { ask("load_moment " + name, std::move(done)); }
  Answer delete_moment(const std::string& name) override {
    if (name != "dawn") return refused(ControlError::Kind::unknown_name, "no moment is called " + name);
    return name;
  }
  std::vector<std::string> moments() const override { return {"dawn", "dusk"}; }
  Answer forget_midi(const std::string& path) override {
    if (path != "/gain")
      return refused(ControlError::Kind::unknown_name, "no MIDI source is bound to " + path);
    return "cc 7";
  }
  Answer scale_midi(const std::string&, double from, double to, const std::string& curve) override {
    if (from == to) return refused(ControlError::Kind::wrong_value, "must be two different numbers");
    return "cc 7, " + curve;
  }
  void reload_configuration(Done done) override { ask("reload_configuration", std::move(done)); }
  Tempo& tempo() override { return musical_time; }
  Schedule& schedule() override { return plan; }
  std::uint64_t step_at(std::chrono::steady_clock::time_point time) const override {
    return clock ? clock(time) : 0;
  }

  static tl::unexpected<ControlError> refused(ControlError::Kind kind, std::string message) {
    return tl::unexpected<ControlError>(ControlError{kind, std::move(message)});
  }

  /** Plays another model, while others may ask for it. */
  void play_model(std::string name) {
    const std::lock_guard lock(mutex_);
    status_report.model = std::move(name);
  }

  /** Hears something else, while others may ask for it. */
  void hear(const HeardReport& heard) {
    const std::lock_guard lock(mutex_);
    heard_report = heard;
  }

  /** Reports a received MIDI message. */
  void hear_midi(std::string received, std::string effect) {
    const std::lock_guard lock(mutex_);
    midi_messages_.push_back({midi_messages_.size() + 1, std::move(received), std::move(effect)});
  }

  std::string saved_moment() const {
    const std::lock_guard lock(mutex_);
    return saved_moment_;
  }

  /** The requests waiting for an answer. */
  std::vector<Asked> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

  Tempo musical_time;
  HeardReport heard_report{};
  StatusReport status_report{"playing", 0.25f, 0.5f, 48000., 47999.5, 3, 61.9, "wind", "JACK: sink"};
  std::vector<Metric> metric_list{{"underruns_total", Metric::Kind::counter, 3., "gaps in the sound"},
                                  {"ring_fill_seconds", Metric::Kind::gauge, 0.25, "sound made ahead"}};
  std::function<std::uint64_t(std::chrono::steady_clock::time_point)> clock;  ///< step_at(); set before use
  std::function<void()> while_saving;  ///< called by save_moment(); set before use
  bool recording = false;
  bool streaming = false;
  std::atomic<bool> guard_on = true;
  mutable std::atomic<int> times_measured = 0;
  Schedule plan;

 private:
  void ask(std::string what, Done done) {
    const std::lock_guard lock(mutex_);
    asked_.push_back({std::move(what), std::move(done)});
  }

  mutable std::mutex mutex_;
  std::vector<Asked> asked_;
  std::vector<MidiReport> midi_messages_;
  std::string saved_moment_;
};

}  // namespace aeolian
