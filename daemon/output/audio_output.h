// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace aeolian {

/**
 * Where a stream is heard: empties its ring in real time from start() to stop(). One thread of the control
 * side; status() any thread.
 */
class AudioOutput {
 public:
  struct Status {
    bool playing = false;  ///< to what it should play to; false = waits for it
    std::string device;    ///< what plays, or what is waited for: a text for people
  };

  virtual ~AudioOutput() = default;

  virtual void start() = 0;

  /** Ends it, within about a second; fade out first. */
  virtual void stop() = 0;

  virtual Status status() const = 0;
};

}  // namespace aeolian
