// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>

#include "tests/tone_continuity.h"

namespace aeolian {

/** A sound server whose default device the daemon plays to. */
enum class TrialServer { jack, pulseaudio, pipewire };

std::string name_of(TrialServer server);

/** What this machine lacks for it; empty = nothing. */
std::string missing_for(TrialServer server);

/** What came of playing the test tone to a server for a while, with every core busy. */
struct TrialOutcome {
  ToneReport tone;                ///< of what the server gave out; the first two seconds aside
  std::uint64_t gaps = 0;         ///< as the daemon tells
  std::uint64_t stalls = 0;       ///< as the daemon tells
  std::uint64_t device_late = 0;  ///< that the server told the daemon
  std::uint64_t underruns = 0;    ///< that the generator was too late for
  std::uint64_t raised = 0;       ///< times that a longer latency was taken
  double latency_s = 0.;          ///< at the end
  /**
   * Times that the machine left a real-time thread waiting for longer than a period of the server lasts. The
   * server itself cannot play on then, whoever its clients are.
   */
  std::uint64_t machine_stalls = 0;
  double longest_stall_ms = 0.;
  std::string log;  ///< the daemon's

  std::uint64_t breaks() const { return tone.gaps.size() + tone.clicks.size(); }
  /** Breaks that the machine's stalls do not account for. */
  std::uint64_t own_breaks() const { return breaks() - std::min(breaks(), machine_stalls); }
};

/** Begins a server of its own, in folders of its own, and ends it. Sets the process's environment. */
TrialOutcome play_tone_to(TrialServer server, std::chrono::seconds time);

}  // namespace aeolian
