// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/app/tempo_sync.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace aeolian::daemon {
namespace {

/** Differences below this, in beats a minute, are clock jitter. */
constexpr double least_change = 0.2;

/** Rounds the tempo as /tempo shows it. */
double shown(double tempo) {
  return std::clamp(std::round(10. * tempo) / 10., slowest_tempo, fastest_tempo);
}

/** The name of the leader in a sentence. */
std::string_view title_of(TempoLeader leader) {
  constexpr std::array<std::string_view, 4> titles{"no clock", "a MIDI clock", "the Link session",
                                                   "JACK's transport"};
  return titles[static_cast<std::size_t>(leader)];
}

/** The reason why the tempo cannot be set by hand; empty = it can. */
std::string why_led(TempoLeader leader) {
  if (leader != TempoLeader::midi && leader != TempoLeader::jack) return {};
  return std::string(title_of(leader)) +
         " leads the tempo: set it there, stop that clock, or start with --tempo-source none";
}

}  // namespace

TempoSync::TempoSync(Parameters& parameters, Parameters::Source source, Tempo& tempo, BeatQueue& beats,
                     Clocks clocks)
    : parameters_(parameters), source_(source), tempo_(tempo), beats_(beats), clocks_(std::move(clocks)) {
  take(ParameterId::quantum);
  if (!clocks_.link) take(ParameterId::tempo);  // the session began with it, or has its own
  listening_ = parameters.add_listener([this](ParameterId id, Parameters::Route by) {
    if (by.source != source_) take(id);
  });
}

/** Passes on a value set by hand. */
void TempoSync::take(ParameterId id) {
  if (id == ParameterId::quantum) beats_.set_quantum(parameters_.number(id));
  if (id != ParameterId::tempo) return;
  const double tempo = parameters_.number(id);
  if (clocks_.link) {
    clocks_.link->set_tempo(tempo);
  } else {
    tempo_.set(tempo, BeatTime::clock::now());
  }
}

void TempoSync::follow_clocks() {
  if (clocks_.link) tempo_.follow_link(clocks_.link->line(), clocks_.link->peers() > 0);
  const auto transport = clocks_.jack ? clocks_.jack->transport() : std::nullopt;
  if (!transport) return;
  const BeatTime time{std::chrono::nanoseconds(transport->time)};
  tempo_.follow_jack({transport->tempo, transport->beat, time}, transport->rolls, BeatTime::clock::now());
}

void TempoSync::poll() {
  follow_clocks();
  follow(tempo_.at(BeatTime::clock::now()));
  beats_.poll();
  parameters_.retry(source_);
}

void TempoSync::follow(const MusicalMoment& moment) {
  if (moment.leader != leader_) {
    leader_ = moment.leader;
    parameters_.lead(ParameterId::tempo, source_, why_led(leader_));
    if (leader_ == TempoLeader::none) {
      spdlog::info("tempo: no clock leads any more; continuing at {:.1f} BPM", moment.tempo);
    } else {
      spdlog::info("tempo: {} leads", title_of(leader_));
    }
  }
  if (leader_ == TempoLeader::none) return;
  const double tempo = shown(moment.tempo);
  if (std::abs(tempo - parameters_.number(ParameterId::tempo)) >= least_change)
    (void)parameters_.set_number(source_, ParameterId::tempo, tempo);
}

}  // namespace aeolian::daemon
