// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/integration/child_process.h"
#include "tests/scratch_folder.h"

namespace aeolian {

/**
 * A real PulseAudio or PipeWire for the test, with a null sink and its own folders. Programs started by this
 * process use it as the default sound device, through ALSA's pulse plugin, and no other server. Ends on
 * destruction.
 */
class SoundServer {
 public:
  enum class Kind {
    pulseaudio,
    pipewire,       ///< through ALSA's plugin for PulseAudio
    pipewire_alsa,  ///< through its own plugin
  };

  /** The requirements that this machine lacks; empty = none. */
  static std::string missing(Kind kind);

  /** Sets environment variables; does not start the server. */
  explicit SoundServer(Kind kind);

  /** Starts it; true once it accepts connections and has its sink. */
  bool start();
  /** Kills it without warning. */
  void kill() {
    mouth_.reset();
    processes_.clear();
  }

  /** Stops or restarts its sink's clock, like a suspended USB sound card. */
  bool suspend(bool suspended) const;

  /** Plays `sound` (mono, at `rate`) once to a microphone, which is its default source from now on. */
  bool speak(std::span<const float> sound);

  /** Starts to record the input of its sink, with a recorder of this latency. */
  void listen(int latency_ms = 20);
  /** The recorded left channel at 48 kHz, from the beginning of listen(). */
  std::vector<float> heard() const;
  static constexpr int rate = 48000;

 private:
  bool control(const std::string& command) const;

  const Kind kind_;
  const ScratchFolder folder_;
  std::vector<ChildProcess> processes_;
  std::optional<ChildProcess> bus_;
  std::optional<ChildProcess> ear_, mouth_;
};

}  // namespace aeolian
