// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace aeolian::daemon {

/**
 * Plays a stream: drains its ring in real time from start() to stop(). One thread of the control side;
 * status() any thread.
 */
class AudioOutput {
 public:
  struct Status {
    bool playing = false;  ///< sound reaches its destination; false = waiting for it
    std::string device;    ///< name of the device that plays or is awaited
  };

  virtual ~AudioOutput() = default;

  virtual void start() = 0;

  /** Stops within about a second. Fade out first. */
  virtual void stop() = 0;

  virtual Status status() const = 0;
};

}  // namespace aeolian::daemon
