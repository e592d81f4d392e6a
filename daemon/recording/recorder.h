// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <tl/expected.hpp>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/control/control_interface.h"
#include "core/stream/sample_tap.h"
#include "core/stream/shared_stream.h"
#include "daemon/recording/background_writer.h"
#include "daemon/recording/past_sound.h"
#include "daemon/recording/recording_file.h"

namespace aeolian::daemon {

/**
 * Records the output: the generated frames at the moment when the output takes them from the ring, at the
 * model's rate, through an output stage that receives the same changes as the output's (DC, gain, mute,
 * fades, limiter). A recording therefore lacks the device's resampling, its volume, and the concealment of
 * underruns. A change of gain is within 10 ms of where it was heard.
 *
 * A listening thread follows the output; a writing thread per recording may wait for the disk. The most
 * recent output is kept in memory, whether it is recorded or not, and can be written to a file afterwards.
 * Any thread of the control side may call any method.
 */
class Recorder {
 public:
  using PassOn = std::function<void(std::span<const StereoFrame>)>;

  /**
   * `tap` belongs to the player behind `stream`, has as many channel pairs, and is not open yet; both must
   * outlive this, and nothing plays yet. `kept_s`: seconds of sound kept for record_last(); 0 = none.
   * `pass_on` gets the whole output, all pairs mixed together, on the listening thread.
   */
  Recorder(RecordingPlace place, SharedStream& stream, SampleTap& tap, double kept_s = 0.,
           PassOn pass_on = {});
  ~Recorder() { close(); }
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /** Sets the maximum total size of all recordings, GiB, from the next one on; 0 = no limit. */
  void set_quota(double gibibytes);

  /** Starts a recording; returns the base name of its file. */
  ControlInterface::Answer start(std::string_view name);

  /**
   * Stops recording. Waits until everything has been passed to the disk, even if the recording had ended by
   * itself.
   */
  tl::expected<RecordingReport, ControlError> stop();

  /**
   * Writes the last `seconds` of output to a file, or as much as is kept; `name` as for start(). Waits for
   * the disk. A recording in progress continues.
   */
  tl::expected<RecordingReport, ControlError> record_last(double seconds, std::string_view name);

  /** Ends a recording in progress, and logs that. */
  void close();

  struct Status {
    bool recording = false;
    RecordingReport report = {};  ///< on the recording in progress, else on the last one
  };
  Status status() const;

 private:
  /** A recording: its file, and the writer to it. */
  struct Take {
    Take(RecordingFile recorded, std::size_t pairs)
        : file(std::move(recorded)),
          writer([this](ConstPairedFrames frames) { return file.write(frames); }, pairs) {}
    RecordingReport report() const;

    RecordingFile file;
    std::uint64_t missed = 0;  // frames dropped by the tap
    BackgroundWriter writer;
  };

  void listen(const std::stop_token& stop);
  void follow_ear();
  void follow_controls();
  void record(PairedFrames frames);
  void pass_on_mix(ConstPairedFrames frames);
  PairedBuffer past(double seconds) const;
  void tell_own_end();

  RecordingPlace place_;
  SharedStream& stream_;
  SampleTap& tap_;
  const PassOn pass_on_;

  mutable std::mutex mutex_;
  std::condition_variable faded_;
  OutputStage stage_;
  OutputStage mix_stage_;  // for the mix that is passed on
  PairedBuffer captured_;
  Ramp edge_{0.f};  // a recording starts and ends in silence
  bool ending_ = false;
  std::vector<PastSound> past_;  // per pair
  std::uint64_t taken_ = 0;      // frames from the tap
  std::uint64_t lost_ = 0;       // frames lost by the tap, as last read
  bool told_ = false;            // it was logged that the recording ended by itself
  std::unique_ptr<Take> take_;
  RecordingReport last_;
  std::jthread thread_;
};

}  // namespace aeolian::daemon
