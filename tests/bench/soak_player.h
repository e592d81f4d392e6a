#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/control/parameters.h"
#include "core/error.h"
#include "core/generator/guard.h"
#include "core/generator/succession.h"
#include "core/random.h"
#include "core/stream/playback.h"
#include "core/stream/shared_stream.h"
#include "core/stream/step_renderer.h"
#include "daemon/model.h"

namespace aeolian {

/**
 * The daemon's way from a checkpoint to the samples that a device gets, in one thread and as fast as it goes.
 * A parameter changes every few minutes, drawn from a seed, and now and then the model enters anew, as it
 * does with another seed where the guard hears a fault. One thread.
 */
class SoakPlayer {
 public:
  static ErrorOr<std::unique_ptr<SoakPlayer>> create(const std::filesystem::path& checkpoint);

  int sample_rate() const { return renderer_.sample_rate(); }
  /** Times that the model entered anew. */
  std::size_t entrances() const { return entrances_; }
  /** Values that were no numbers when they were generated. */
  std::uint64_t non_finite() const { return stream_.counters().non_finite.load(); }
  /** Faults that the guard heard. */
  std::size_t faults(Fault fault) const { return faults_[static_cast<std::size_t>(fault)]; }

  /** The next step as it is heard; valid until the next call. */
  std::span<const float> play();

 private:
  SoakPlayer(Model model, std::unique_ptr<Source> first, SharedStream stream);
  void follow_time();
  void change_something();
  void enter_anew(std::uint64_t seed);
  void listen(std::span<const float> samples);

  const Model model_;
  Succession succession_;
  SharedStream stream_;
  std::unique_ptr<Playback> playback_;
  StepRenderer renderer_;
  ControlInbox& inbox_;
  Parameters parameters_;
  const Parameters::Source hand_;
  Guard guard_;
  std::array<std::size_t, fault_count> faults_{};
  Random random_{7};
  std::vector<float> heard_;
  double next_change_s_;
  double next_entrance_s_;
  std::size_t entrances_ = 0;
};

}  // namespace aeolian
