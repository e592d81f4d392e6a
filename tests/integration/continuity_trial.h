// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>

#include "tests/tone_continuity.h"

namespace aeolian {

/** A sound server whose default device the daemon plays to. */
enum class TrialServer {
  jack,
  pulseaudio,
  pipewire,        ///< by its own ALSA plugin
  pipewire_pulse,  ///< by ALSA's plugin for PulseAudio, where pipewire-alsa is not installed
};

std::string name_of(TrialServer server);

/** The missing requirements on this machine; empty = none. */
std::string missing_for(TrialServer server);

/** The result of playing the test tone to a server for a while, with every core busy. */
struct TrialOutcome {
  ToneReport tone;                ///< of the server's output, without the first two seconds
  std::uint64_t gaps = 0;         ///< as reported by the daemon
  std::uint64_t stalls = 0;       ///< as reported by the daemon
  std::uint64_t device_late = 0;  ///< reported by the server to the daemon
  std::uint64_t underruns = 0;    ///< because the generator was late
  std::uint64_t raised = 0;       ///< times that the latency was raised
  double latency_s = 0.;          ///< at the end
  /**
   * Times that the machine delayed a real-time thread for longer than a period of the server. The server
   * itself cannot play then, whatever its clients do.
   */
  std::uint64_t machine_stalls = 0;
  double longest_stall_ms = 0.;
  std::string log;  ///< the daemon's

  /** Gaps and clicks; all within a fifth of a second are one break, as one stall may cause several. */
  std::uint64_t breaks() const;
  /** Breaks not explained by the machine's stalls. */
  std::uint64_t own_breaks() const { return breaks() - std::min(breaks(), machine_stalls); }
};

/** Starts a server of its own, in its own folders, and ends it. Sets the process's environment. */
TrialOutcome play_tone_to(TrialServer server, std::chrono::seconds time);

}  // namespace aeolian
