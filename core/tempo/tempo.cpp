// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tempo/tempo.h"

#include <array>
#include <cmath>
#include <cstddef>

namespace aeolian {
namespace {

/** A server that has not run a block for this long is gone. */
constexpr std::chrono::milliseconds jack_patience{500};

}  // namespace

std::string_view name_of(TempoLeader leader) {
  constexpr std::array<std::string_view, 4> names{"none", "midi", "link", "jack"};
  return names[static_cast<std::size_t>(leader)];
}

double MusicalMoment::phase() const {
  return beat - std::floor(beat);
}

int MusicalMoment::bar() const {
  return static_cast<int>(std::floor(beat / beats_per_bar)) + 1;
}

int MusicalMoment::beat_in_bar() const {
  return static_cast<int>(std::floor(beat)) - beats_per_bar * (bar() - 1) + 1;
}

Tempo::Tempo(TempoSource source) : source_(source), line_{.time = BeatTime::clock::now()} {}

void Tempo::set(double tempo, BeatTime now) {
  const std::lock_guard lock(mutex_);
  if (const auto led = leader(now); led == TempoLeader::midi || led == TempoLeader::jack) return;
  line_ = {tempo, line_.beat_at(now), now};
}

void Tempo::take_midi(std::span<const std::uint8_t> message, BeatTime arrived, std::uint32_t clocks) {
  if (source_ != TempoSource::midi || message.empty()) return;
  const std::lock_guard lock(mutex_);
  switch (message[0]) {
    case 0xF2:
      if (message.size() == 3) midi_.set_position(message[1] | message[2] << 7);
      break;
    case 0xF8:
      // A restarted program counts from the beginning.
      midi_.clock(arrived, clocks > midi_clocks_ ? clocks - midi_clocks_ : 1);
      midi_clocks_ = clocks;
      break;
    case 0xFA:
      midi_.start();
      break;
    case 0xFB:
      midi_.resume();
      break;
    case 0xFC:
      midi_.stop();
      break;
    default:
      return;
  }
  if (const auto line = midi_.line()) line_ = *line;
}

void Tempo::follow_link(const BeatLine& session, bool is_shared) {
  const std::lock_guard lock(mutex_);
  line_ = session;
  is_shared_ = is_shared;
}

void Tempo::follow_jack(const BeatLine& transport, bool rolls, BeatTime now) {
  if (now - transport.time > jack_patience) return;
  const std::lock_guard lock(mutex_);
  line_ = transport;
  jack_ = transport.time;
  jack_rolls_ = rolls;
}

TempoLeader Tempo::leader(BeatTime now) const {
  if (midi_.leads(now)) return TempoLeader::midi;
  if (is_shared_) return TempoLeader::link;
  return jack_ && now - *jack_ <= jack_patience ? TempoLeader::jack : TempoLeader::none;
}

/** Whether the leading clock is stopped. */
bool Tempo::stands(BeatTime now) const {
  const auto led = leader(now);
  return (led == TempoLeader::midi && !midi_.runs()) || (led == TempoLeader::jack && !jack_rolls_);
}

MusicalMoment Tempo::at(BeatTime now) const {
  const std::lock_guard lock(mutex_);
  return {leader(now), line_.tempo, stands(now) ? line_.beat : line_.beat_at(now)};
}

std::optional<BeatLine> Tempo::line(BeatTime now) const {
  const std::lock_guard lock(mutex_);
  if (stands(now)) return {};
  return line_;
}

}  // namespace aeolian
