// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/integration/child_process.h"
#include "tests/scratch_folder.h"

namespace aeolian {

/**
 * A real PulseAudio or PipeWire of the test's own, with a sink that nobody hears, in folders of its own. The
 * programs that this process starts reach it as the default sound device, by ALSA's pulse plugin, and no
 * other server. Ends with the object.
 */
class SoundServer {
 public:
  enum class Kind {
    pulseaudio,
    pipewire,       ///< by ALSA's plugin for PulseAudio
    pipewire_alsa,  ///< by its own plugin
  };

  /** What this machine lacks for it; empty = nothing. */
  static std::string missing(Kind kind);

  /** Sets the environment; the server does not run yet. */
  explicit SoundServer(Kind kind);

  /** True when it takes connections and has its sink. */
  bool start();
  /** Ends it without warning. */
  void kill() { processes_.clear(); }

  /** Takes its sink's clock away, as a USB sound card that sleeps, or gives it back. */
  bool suspend(bool suspended) const;

  /** Begins to record what its sink is given, by a recorder that may be late by so much. */
  void listen(int latency_ms = 20);
  /** The left channel at 48 kHz, from the beginning of listen(). */
  std::vector<float> heard() const;
  static constexpr int rate = 48000;

 private:
  bool control(const std::string& command) const;

  const Kind kind_;
  const ScratchFolder folder_;
  std::vector<ChildProcess> processes_;
  std::optional<ChildProcess> bus_;
  std::optional<ChildProcess> ear_;
};

}  // namespace aeolian
