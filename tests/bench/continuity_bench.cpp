// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Plays the test tone on the default device of JACK, PulseAudio, PipeWire, and PipeWire through ALSA's plugin
 * for PulseAudio, with both cores busy, and judges the server's output sample by sample: `./tests/run bench
 * continuity [MINUTES [SERVER...]]`, ten minutes each.
 */

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "core/parse_number.h"
#include "tests/integration/continuity_trial.h"

namespace aeolian {
namespace {

bool is_wanted(TrialServer server, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (name == name_of(server)) return true;
  }
  return names.empty();
}

void print(TrialServer server, const TrialOutcome& outcome) {
  std::printf(
      "%s: %s\n  reported by aeoliand: %llu gaps, %llu stalls, %llu underruns of its own; by the server: "
      "late %llu times; latency at the end %.0f ms, raised %llu times\n  the machine stalled %llu times, "
      "%.1f ms the longest; breaks beside that: %llu\n",
      name_of(server).c_str(), text_of(outcome.tone).c_str(), static_cast<unsigned long long>(outcome.gaps),
      static_cast<unsigned long long>(outcome.stalls), static_cast<unsigned long long>(outcome.underruns),
      static_cast<unsigned long long>(outcome.device_late), 1000. * outcome.latency_s,
      static_cast<unsigned long long>(outcome.raised),
      static_cast<unsigned long long>(outcome.machine_stalls), outcome.longest_stall_ms,
      static_cast<unsigned long long>(outcome.own_breaks()));
  std::fflush(stdout);
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  using namespace aeolian;
  const double minutes = argc > 1 ? parse_number<double>(argv[1]).value_or(0.) : 10.;
  const std::vector<std::string> names(argv + std::min(argc, 2), argv + argc);
  if (!(minutes > 0.)) {
    std::fprintf(stderr,
                 "usage: continuity_bench [MINUTES [JACK|PulseAudio|PipeWire|PipeWireAsPulseAudio...]]\n");
    return 2;
  }
  bool is_whole = true;
  for (const auto server :
       {TrialServer::jack, TrialServer::pulseaudio, TrialServer::pipewire, TrialServer::pipewire_pulse}) {
    if (!is_wanted(server, names)) continue;
    if (const std::string missing = missing_for(server); !missing.empty()) {
      std::printf("%s: skipped, %s\n", name_of(server).c_str(), missing.c_str());
      continue;
    }
    try {
      const auto time = std::chrono::seconds(static_cast<long>(60. * minutes));
      const TrialOutcome outcome = play_tone_to(server, time);
      print(server, outcome);
      is_whole = is_whole && outcome.own_breaks() == 0;
    } catch (const std::exception& error) {
      std::printf("%s: %s\n", name_of(server).c_str(), error.what());
      is_whole = false;
    }
  }
  return is_whole ? 0 : 1;
}
