// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <portaudio.h>

#include <memory>
#include <vector>

#include "core/error.h"
#include "daemon/output_program/device_callback.h"
#include "daemon/output_program/device_choice.h"
#include "daemon/output_program/device_stream.h"

namespace aeolian::daemon {

/**
 * PortAudio, for ALSA devices; created once, in a process that may be ended at any time. Destructors undo
 * nothing; close() does. JACK is hidden from PortAudio and served by JackOutput: after the end of a JACK
 * server, PortAudio would hang for ten minutes in any call, and then abort.
 */
class PortAudio {
 public:
  /** Finds the devices; the list does not change after that. */
  static ErrorOr<PortAudio> initialise();

  /**
   * Ends every stream and disconnects from the servers. Ends the process if that takes more than a second.
   */
  static void close();

  const std::vector<Device>& devices() const { return devices_; }

 private:
  explicit PortAudio(std::vector<Device> devices) : devices_(std::move(devices)) {}

  std::vector<Device> devices_;
};

/**
 * Opens a stream from the input device whose name contains `wanted` (case-insensitive; empty = the default).
 * It passes its input on to `stream`, which must outlive it.
 */
ErrorOr<std::unique_ptr<DeviceStream>> open_input(const std::string& wanted, SharedStream& stream);

/** A stream to a PortAudio device. */
class PortAudioStream final : public DeviceStream {
 public:
  struct Format {
    int channels = 2;      ///< at most as many as the stream has
    double rate = 48000;   ///< Hz
    int block = 0;         ///< frames; 0 = the device's own
    double latency_s = 0;  ///< requested
  };

  /** Opens `device`, and calls `callback`, which must outlive it. */
  static ErrorOr<std::unique_ptr<DeviceStream>> open(const Device& device, const Format& format,
                                                     DeviceCallback& callback);

  bool active() const override { return Pa_IsStreamActive(stream_) == 1; }
  double latency() const override;
  void close() override;

 private:
  friend ErrorOr<std::unique_ptr<DeviceStream>> open_input(const std::string& wanted, SharedStream& stream);

  explicit PortAudioStream(PaStream* stream) : stream_(stream) {}

  PaStream* stream_;
};

}  // namespace aeolian::daemon
