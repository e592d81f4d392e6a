// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <tl/expected.hpp>

#include "core/audio/output_stage.h"
#include "core/control/control_interface.h"
#include "core/stream/sample_tap.h"
#include "core/stream/shared_stream.h"
#include "daemon/recording/background_writer.h"
#include "daemon/recording/recording_file.h"

namespace aeolian {

/**
 * Records what is played: the generated samples at the moment when the ear takes them from the ring, at the
 * model's rate, through an output stage of its own that is told what the ear's is told (DC, gain, mute,
 * fades, limiter). So a recording lacks three things: the device's resampling, its volume, and the tails that
 * cover an underrun. A change of gain stands within 10 ms of where it was heard.
 *
 * A listening thread follows the ear; a writing thread of each recording may wait for the disk. Any thread of
 * the control side may call any method.
 */
class Recorder {
 public:
  /** `tap` is of the player behind `stream` and was not opened before; both outlive this, and nothing plays
   * yet. */
  Recorder(RecordingPlace place, SharedStream& stream, SampleTap& tap);
  ~Recorder() { close(); }
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /** GiB that all recordings may have together from the next one on; 0 = no limit. */
  void set_quota(double gibibytes);

  /** Gives the base name of the file. */
  ControlInterface::Answer start(std::string_view name);

  /** Waits until all is on its way to the disk, also where the recording had ended by itself. */
  tl::expected<RecordingReport, ControlError> stop();

  /** Ends a recording that goes on, and says so in the log. */
  void close();

  struct Status {
    bool recording = false;
    RecordingReport report = {};  ///< of the recording that goes on, else of the last one
  };
  Status status() const;

 private:
  /** One recording: its file, and the way to it. */
  struct Take {
    explicit Take(RecordingFile recorded)
        : file(std::move(recorded)), writer([this](std::span<const float> s) { return file.write(s); }) {}
    RecordingReport report() const;

    RecordingFile file;
    std::uint64_t missed = 0;  // samples that the tap left out
    BackgroundWriter writer;
  };

  void listen(const std::stop_token& stop);
  void follow_ear();
  void follow_controls();
  void record(std::span<float> samples);
  void tell_own_end();

  RecordingPlace place_;
  SharedStream& stream_;
  SampleTap& tap_;

  mutable std::mutex mutex_;
  std::condition_variable faded_;
  OutputStage stage_;
  Ramp edge_{0.f};  // a recording begins and ends in silence
  bool ending_ = false;
  std::uint64_t taken_ = 0;  // samples from the tap
  std::uint64_t lost_ = 0;   // of the tap, as last seen
  bool told_ = false;        // that the recording ended by itself
  std::unique_ptr<Take> take_;
  RecordingReport last_;
  std::jthread thread_;
};

}  // namespace aeolian
