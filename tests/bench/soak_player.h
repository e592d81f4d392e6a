// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/control/parameters.h"
#include "core/control/presets.h"
#include "core/error.h"
#include "core/generator/fault_detector.h"
#include "core/generator/source_crossfader.h"
#include "core/random.h"
#include "core/stream/playback.h"
#include "core/stream/sample_tap.h"
#include "core/stream/shared_stream.h"
#include "core/stream/step_renderer.h"
#include "daemon/playback/model.h"
#include "daemon/recording/recorder.h"
#include "tests/bench/soak_hand.h"

namespace aeolian {

/**
 * The daemon's path from a checkpoint to the samples for a device, in one thread and as fast as possible,
 * with everything that a long performance uses: a control source moves a parameter every minute, the model is
 * read from its file again and faded in, presets are saved and loaded, the output is recorded, and faults
 * found by the guard restart the model with a new seed. One thread.
 */
class SoakPlayer {
 public:
  static constexpr double load_every_s = 20 * 60.;  ///< seconds of sound between two loads of the model

  /** Presets and recordings are written to `scratch`, an empty folder. */
  static ErrorOr<std::unique_ptr<SoakPlayer>> create(const std::filesystem::path& checkpoint,
                                                     const std::filesystem::path& scratch);

  int sample_rate() const { return renderer_.sample_rate(); }
  /** Number of fades to another source. */
  std::size_t source_switches() const { return entrances_; }
  /** Number of times that the model was read from its file and faded in. */
  std::size_t loads() const { return loads_; }
  /** Number of presets saved and loaded again. */
  std::size_t presets() const { return presets_used_; }
  /** Number of complete recordings. */
  std::size_t recordings() const { return recordings_; }
  /** Descriptions of everything that was refused or lost; empty = nothing. */
  const std::string& complaints() const { return complaints_; }
  /** Number of generated values that were not finite. */
  std::uint64_t non_finite() const { return stream_.counters().non_finite.load(); }
  /** Number of faults found by the guard. */
  std::size_t faults(Fault fault) const { return faults_[static_cast<std::size_t>(fault)]; }

  /** Plays the next step; valid until the next call. */
  std::span<const float> play();

 private:
  /** An action repeated at a fixed interval of sound. */
  struct Habit {
    double every_s;
    double next_s;
    void (SoakPlayer::*act)();
  };

  SoakPlayer(std::filesystem::path checkpoint, const std::filesystem::path& scratch, daemon::Model model,
             std::unique_ptr<Source> first, SharedStream stream);
  void follow_time();
  void move_a_parameter();
  void read_the_model_again();
  void use_a_preset();
  void record_or_stop();
  void wait_for_recorder();
  void restart_with_new_seed(std::uint64_t seed);
  void listen(std::span<const StereoFrame> frames);
  void complain(const std::string& what) { complaints_ += (complaints_.empty() ? "" : "; ") + what; }

  const std::filesystem::path checkpoint_;
  const std::filesystem::path recordings_folder_;
  daemon::Model model_;
  SourceCrossfader crossfader_;
  SharedStream stream_;
  std::unique_ptr<Playback> playback_;
  StepRenderer renderer_;
  ControlInbox& inbox_;
  Parameters parameters_;
  const Parameters::Source source_;
  Presets presets_;
  SampleTap tap_;
  daemon::Recorder recorder_;
  SoakHand hand_;
  FaultDetector guard_;
  std::array<std::size_t, fault_count> faults_{};
  Random random_{7};
  std::vector<StereoFrame> played_;
  std::vector<float> heard_;  ///< both channels mixed
  std::array<Habit, 4> habits_;
  std::size_t entrances_ = 0;
  std::size_t loads_ = 0;
  std::size_t presets_used_ = 0;
  std::size_t recordings_ = 0;
  bool recording_ = false;
  std::uint64_t recording_since_ = 0;  // position in the stream at which the recording began
  std::string complaints_;
};

}  // namespace aeolian
