// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>

#include "tests/tone_continuity.h"

namespace aeolian {

/** The sound servers to whose default device the daemon plays. */
enum class TrialServer {
  jack,
  pulseaudio,
  pipewire,        ///< through its own ALSA plugin
  pipewire_pulse,  ///< through ALSA's plugin for PulseAudio, where pipewire-alsa is not installed
};

std::string name_of(TrialServer server);

/** The requirements that this machine lacks; empty = none. */
std::string missing_for(TrialServer server);

/** The result of playing the test tone to a server while every core is busy. */
struct TrialOutcome {
  ToneReport tone;                ///< of the server's output, without the first two seconds
  std::uint64_t gaps = 0;         ///< as reported by the daemon
  std::uint64_t stalls = 0;       ///< as reported by the daemon
  std::uint64_t device_late = 0;  ///< as reported by the server to the daemon
  std::uint64_t underruns = 0;    ///< when the generator was late
  std::uint64_t raised = 0;       ///< number of times that the latency was raised
  double latency_s = 0.;          ///< at the end
  /**
   * Number of times that the machine delayed a real-time thread by more than a period of the server. Then the
   * server itself cannot play, whatever its clients do.
   */
  std::uint64_t machine_stalls = 0;
  double longest_stall_ms = 0.;
  std::string log;  ///< of the daemon

  /**
   * The number of breaks, gaps and clicks; those within a fifth of a second count as one, because one stall
   * may cause several.
   */
  std::uint64_t breaks() const;
  /** Breaks not explained by the machine's stalls. */
  std::uint64_t own_breaks() const { return breaks() - std::min(breaks(), machine_stalls); }
};

/** Starts a server with its own folders, and ends it. Sets environment variables of the process. */
TrialOutcome play_tone_to(TrialServer server, std::chrono::seconds time);

}  // namespace aeolian
