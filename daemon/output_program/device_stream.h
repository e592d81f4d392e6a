// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian::daemon {

/** A stream to a device, which calls a callback for each block until the stream ends. */
class DeviceStream {
 public:
  virtual ~DeviceStream() = default;

  /** Any thread; false once the device is gone, though not all ways of disappearing are detected. */
  virtual bool active() const = 0;

  /** Seconds from the callback to the output, as reported by the device. */
  virtual double latency() const = 0;

  /** Every second or two, for as long as it plays: hears again a source that was gone, if it listens. */
  virtual void keep_listening() {}

  /**
   * Stops the callbacks, if the device still exists. The destructor does not: it would hang if the server is
   * gone.
   */
  virtual void close() = 0;
};

}  // namespace aeolian::daemon
