// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/app/tempo_sync.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace aeolian {
namespace {

/** Differences below this, beats a minute, are the jitter of the clock. */
constexpr double least_change = 0.2;

/** As /tempo shows it. */
double shown(double tempo) {
  return std::clamp(std::round(10. * tempo) / 10., slowest_tempo, fastest_tempo);
}

std::string why_led(TempoLeader leader) {
  if (leader != TempoLeader::midi) return {};
  return "a MIDI clock leads the tempo: set it there, end that clock, or start with --tempo-source none";
}

}  // namespace

TempoSync::TempoSync(Parameters& parameters, Parameters::Source source, Tempo& tempo, BeatQueue& beats)
    : parameters_(parameters), source_(source), tempo_(tempo), beats_(beats) {
  const auto take = [this](ParameterId id) {
    if (id == ParameterId::tempo) tempo_.set(parameters_.number(id), BeatTime::clock::now());
    if (id == ParameterId::quantum) beats_.set_quantum(parameters_.number(id));
  };
  take(ParameterId::tempo);
  take(ParameterId::quantum);
  listening_ = parameters.add_listener([this, take](ParameterId id, Parameters::Route by) {
    if (by.source != source_) take(id);
  });
}

void TempoSync::poll() {
  follow(tempo_.at(BeatTime::clock::now()));
  beats_.poll();
  parameters_.retry(source_);
}

void TempoSync::follow(const MusicalMoment& moment) {
  if (moment.leader != leader_) {
    leader_ = moment.leader;
    parameters_.lead(ParameterId::tempo, source_, why_led(leader_));
    if (leader_ == TempoLeader::none) {
      spdlog::info("tempo: no clock leads any more; the beats go on at {:.1f} BPM", moment.tempo);
    } else {
      spdlog::info("tempo: {} leads", leader_ == TempoLeader::midi ? "a MIDI clock" : "the Link session");
    }
  }
  if (leader_ == TempoLeader::none) return;
  const double tempo = shown(moment.tempo);
  if (std::abs(tempo - parameters_.number(ParameterId::tempo)) >= least_change)
    (void)parameters_.set_number(source_, ParameterId::tempo, tempo);
}

}  // namespace aeolian
