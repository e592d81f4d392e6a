#pragma once

#include <portaudio.h>

#include <string>
#include <vector>

#include "core/error.h"
#include "daemon/device_callback.h"
#include "daemon/output_process.h"

namespace aeolian {

/** A device that can play. */
struct Device {
  PaDeviceIndex index = paNoDevice;
  std::string name;  ///< "host API: device"
  int channels = 0;
  double rate = 0;  ///< Hz, the device's own
  bool is_default = false;
};

/**
 * PortAudio, once in a process, which should be one that may be ended at any time: after the end of a JACK
 * server PortAudio hangs for ten minutes in whatever it is asked, and then aborts. So no destructor undoes
 * anything; close() does, for whoever knows that the servers live.
 */
class PortAudio {
 public:
  /** Finds the devices; their list does not change after that. */
  static ErrorOr<PortAudio> initialise();

  /**
   * Ends every stream and takes leave of the servers: a JACK server that a client leaves without a word holds
   * the next ones for five seconds. Ends the process if that takes more than a second.
   */
  static void close();

  const std::vector<Device>& devices() const { return devices_; }

  /** The first device whose name holds `part` in any case; the system's default for an empty one. */
  ErrorOr<Device> find(const std::string& part) const;

 private:
  explicit PortAudio(std::vector<Device> devices) : devices_(std::move(devices)) {}

  std::vector<Device> devices_;
};

/** Playing on a device; never closed. */
class DeviceStream {
 public:
  /** Opens `device` at `rate` Hz with `channels` channels, and calls `callback`, which must outlive it. */
  static ErrorOr<DeviceStream> open(const Device& device, int channels, double rate, int block,
                                    DeviceCallback& callback);

  /** Any thread; false once the device is gone, though not for every way of going. */
  bool active() const { return Pa_IsStreamActive(stream_) == 1; }

  double latency() const;  ///< seconds from the callback to the ear, as the device says

 private:
  explicit DeviceStream(PaStream* stream) : stream_(stream) {}

  PaStream* stream_;
};

}  // namespace aeolian
