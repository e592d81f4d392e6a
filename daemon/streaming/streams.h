// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "core/audio/stereo_frame.h"
#include "core/control/control_interface.h"
#include "daemon/streaming/mount_stream.h"
#include "daemon/streaming/stream_settings.h"

namespace aeolian::daemon {

/**
 * Returns the title that listeners see, such as "winter: rain (evening)"; `encoding` and `preset` may be
 * empty.
 */
std::string stream_title(const std::string& model, const std::string& encoding, const std::string& preset);

/** The configured streams, which are turned on and off together. Any thread may call any method. */
class Streams {
 public:
  /** For a sound at `sample_rate` Hz. */
  Streams(StreamSettings settings, int sample_rate);
  ~Streams();
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  /**
   * Replaces the streams with those of other settings; their listeners are disconnected. Streams that were
   * turned on or off stay so, unless the settings now say otherwise than before. Does not wait.
   */
  void configure(StreamSettings settings);

  /**
   * Turns the streams on; the answer names the mounts. Refused if none is configured, or the program was
   * built without streaming.
   */
  ControlInterface::Answer start();
  ControlInterface::Answer stop();

  std::vector<StreamReport> reports() const;

  /** Sets the title that listeners see; streams with titles begin once they have one. */
  void set_title(const std::string& title);

  /** Passes on the output. One thread; waits for no server. */
  void push(std::span<const StereoFrame> frames);

 private:
  using Mounts = std::vector<std::unique_ptr<MountStream>>;

  ControlInterface::Answer set_on(bool on);
  void retire(Mounts mounts);

  const int sample_rate_;
  mutable std::mutex mutex_;
  StreamSettings settings_;
  bool on_;
  std::string title_;
  Mounts mounts_;
  Mounts retired_;  // end by themselves
};

}  // namespace aeolian::daemon
