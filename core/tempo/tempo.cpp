// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tempo/tempo.h"

#include <array>
#include <cmath>
#include <cstddef>

namespace aeolian {

std::string_view name_of(TempoLeader leader) {
  constexpr std::array<std::string_view, 3> names{"none", "midi", "link"};
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
  if (midi_.leads(now)) return;
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
      // A program that was started again counts from the beginning.
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

MusicalMoment Tempo::at(BeatTime now) const {
  const std::lock_guard lock(mutex_);
  const auto leader = midi_.leads(now) ? TempoLeader::midi
                      : is_shared_     ? TempoLeader::link
                                       : TempoLeader::none;
  return {leader, line_.tempo, stands(now) ? line_.beat : line_.beat_at(now)};
}

std::optional<BeatLine> Tempo::line(BeatTime now) const {
  const std::lock_guard lock(mutex_);
  if (stands(now)) return {};
  return line_;
}

}  // namespace aeolian
