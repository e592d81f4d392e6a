// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian::daemon {

/** A stream to a device, which calls a callback for each block until the stream ends. */
class DeviceStream {
 public:
  virtual ~DeviceStream() = default;

  /** Any thread; false once the device is gone, although not every disappearance is detected. */
  virtual bool active() const = 0;

  /** Seconds from the callback to the output, as reported by the device. */
  virtual double latency() const = 0;

  /**
   * Called every second or two during playback: connects again to other clients of a sound server that were
   * gone.
   */
  virtual void keep_connected() {}

  /**
   * Stops the callbacks, if the device still exists. The destructor does not, because it would hang if the
   * server is gone.
   */
  virtual void close() = 0;
};

}  // namespace aeolian::daemon
