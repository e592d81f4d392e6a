// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/stream/playback.h"
#include "core/stream/shared_stream.h"
#include "daemon/output/output_process.h"
#include "daemon/output_program/device_callback.h"
#include "daemon/output_program/device_choice.h"
#include "daemon/output_program/device_stream.h"
#include "daemon/output_program/handover.h"
#include "daemon/output_program/jack_output.h"
#include "daemon/output_program/latency_growth.h"

namespace aeolian::daemon {

/** The reason why nothing plays, with its exit code (output_exit). */
struct OutputFailure {
  int exit_code = 0;
  std::string message;
};

/** Lists all playback devices, JACK's first. `client`: our own JACK client name. */
std::vector<Device> find_all_devices(const std::string& client);

/**
 * Plays a stream to one device, and raises its latency if the sound breaks up. A sound server is cross-faded
 * from one stream to the next; a sound card, which can be opened only once, fades out and in. One thread; the
 * destructor does nothing, because servers may be gone.
 */
class DevicePlayer {
 public:
  /** The stream must outlive it. */
  static tl::expected<std::unique_ptr<DevicePlayer>, OutputFailure> open(SharedStream& stream,
                                                                         const DeviceChoice& choice);

  std::string device() const { return device_.name(); }

  /** Returns false once the device is gone, although not every disappearance is detected. */
  bool active() const { return output_->active(); }

  /**
   * Called regularly: raises the latency if it is too short. Returns false if the device was lost in the
   * process.
   */
  bool look();

  /** Fades out, and waits until the fade has been played. */
  void fade_out();

  /** Disconnects from the servers; ends the process if one of them hangs. */
  void close();

 private:
  DevicePlayer(SharedStream& stream, const DeviceChoice& choice, Device device)
      : stream_(stream), choice_(choice), device_(std::move(device)) {}

  tl::expected<void, OutputFailure> begin(std::unique_ptr<JackOutput> jack);
  std::unique_ptr<DeviceCallback> make_callback() const;
  ErrorOr<std::unique_ptr<DeviceStream>> open_stream(double latency_s, DeviceCallback& callback) const;
  bool reopen(double latency_s);
  bool cross_fade_to(double latency_s);
  bool fade_to(double latency_s);
  void expect_bursts(double latency_s);
  void wait_for_silence() const;
  void tell_latency();
  void tell_missing_channels() const;
  void visit();
  void listen();

  SharedStream& stream_;
  const DeviceChoice choice_;
  const Device device_;
  double rate_ = 0;  // Hz
  std::unique_ptr<Playback> playback_;
  std::unique_ptr<DeviceCallback> callback_;
  std::unique_ptr<DeviceStream> output_;
  std::unique_ptr<DeviceStream> input_;  // PortAudio's input, if any
  std::chrono::steady_clock::time_point next_visit_{};
  bool has_told_deafness_ = false;
  std::unique_ptr<Handover> handover_;   // the latest
  std::optional<LatencyGrowth> growth_;  // none if the latency is not ours to choose
};

}  // namespace aeolian::daemon
