// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/** Playing on a device: a callback is called for each block until the stream ends. */
class DeviceStream {
 public:
  virtual ~DeviceStream() = default;

  /** Any thread; false once the device is gone, though not for every way of going. */
  virtual bool active() const = 0;

  /** Seconds from the callback to the ear, as the device says. */
  virtual double latency() const = 0;

  /** Ends the callbacks, where the device lives. A destructor does not: a server that is gone would hang it.
   */
  virtual void close() = 0;
};

}  // namespace aeolian
