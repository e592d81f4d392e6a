#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/control/instrument.h"

namespace aeolian {

/** An instrument that says what a test lays into it, and remembers what it was asked for. */
class FakeInstrument final : public Instrument {
 public:
  StatusReport status() const override { return report; }
  std::vector<Metric> metrics() const override { return figures; }
  std::vector<std::string> models() const override { return {"rain", "wind"}; }
  void load_model(std::string name, Done done) override { ask("load " + name, done); }
  void prime(std::string sound, double, Done done) override { ask("prime " + sound, done); }
  std::vector<std::string> sounds() const override { return {"storm"}; }
  Answer start_recording(std::string name) override { return name; }
  tl::expected<RecordingReport, Refusal> stop_recording() override { return RecordingReport{}; }
  void learn_midi(std::string path, Done done) override { ask("learn " + path, done); }
  Answer save_midi() override { return "midi.json"; }

  std::vector<std::string> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

  StatusReport report{.state = "playing",
                      .load_mean = 0.25f,
                      .rate_nominal = 48000.,
                      .underruns = 3,
                      .uptime_s = 61.5,
                      .model = "wind",
                      .device = "JACK: \"sink\""};
  std::vector<Metric> figures;

 private:
  void ask(std::string what, const Done& done) {
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(what);
    }
    done(std::move(what));
  }

  mutable std::mutex mutex_;
  std::vector<std::string> asked_;
};

}  // namespace aeolian
