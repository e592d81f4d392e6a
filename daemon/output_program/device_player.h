// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

namespace aeolian {

/** Why nothing plays, and the exit code (output_exit) that tells it. */
struct OutputFailure {
  int exit_code = 0;
  std::string message;
};

/** Every device that can be played to: JACK's first. `client`: our own name among JACK's clients. */
std::vector<Device> find_all_devices(const std::string& client);

/**
 * Plays a stream to one device, and gives the device a longer latency where it breaks up with the one that it
 * has: a sound server in a cross-fade from one stream to the next, a sound card, which can be opened but
 * once, in a fade out and in. One thread; nothing is undone by the destructor, as servers may be gone.
 */
class DevicePlayer {
 public:
  /** The stream must outlive it. */
  static tl::expected<std::unique_ptr<DevicePlayer>, OutputFailure> open(SharedStream& stream,
                                                                         const DeviceChoice& choice);

  std::string device() const { return device_.name(); }

  /** False once the device is gone, though not for every way of going. */
  bool active() const { return output_->active(); }

  /** Every now and then: lengthens the latency where it is too short. False = the device was lost by it. */
  bool look();

  /** Fades out, and waits until that was heard. */
  void fade_out();

  /** Takes leave of the servers; where one hangs, ends the process. */
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

  SharedStream& stream_;
  const DeviceChoice choice_;
  const Device device_;
  double rate_ = 0;   // Hz
  int channels_ = 2;  // interleaved, of the callback
  std::unique_ptr<Playback> playback_;
  std::unique_ptr<DeviceCallback> callback_;
  std::unique_ptr<DeviceStream> output_;
  std::unique_ptr<Handover> handover_;   // the last one
  std::optional<LatencyGrowth> growth_;  // none where the latency is not ours to choose
};

}  // namespace aeolian
