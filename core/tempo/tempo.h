// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>

#include "core/tempo/beat_clock.h"
#include "core/tempo/beat_line.h"

namespace aeolian {

/** The clock that is allowed to lead. */
enum class TempoSource {
  none,  ///< the tempo is set by hand
  midi,  ///< a MIDI clock, while one is received
  link,  ///< the session of Ableton Link
  jack,  ///< the transport of the JACK server used for output
};

/** The clock that leads at the moment; the numbers are those of the metric tempo_leader. */
enum class TempoLeader { none, midi, link, jack };

/** In replies and logs, such as "midi". */
std::string_view name_of(TempoLeader leader);

inline constexpr int beats_per_bar = 4;

/** Tempo and beat at one moment. */
struct MusicalMoment {
  TempoLeader leader = TempoLeader::none;
  double tempo = default_tempo;  ///< beats (quarter notes) per minute
  double beat = 0.;              ///< since the beginning of the song, of the session, or of the program

  double phase() const;     ///< between this beat and the next, 0..1
  int bar() const;          ///< from 1
  int beat_in_bar() const;  ///< 1..beats_per_bar
};

/**
 * Tempo and beat, led by an external clock or set by hand. If the leading clock is lost, the beats go on at
 * its tempo. Any thread of the control side may call any method.
 */
class Tempo {
 public:
  explicit Tempo(TempoSource source = TempoSource::midi);

  /**
   * Sets the tempo by hand, beats per minute; the beats go on from where they are. Ignored while MIDI or JACK
   * leads.
   */
  void set(double tempo, BeatTime now);

  /**
   * Takes a MIDI clock message (F2, F8, FA, FB or FC). `clocks` counts the F8 received by the input so far,
   * which reveals messages lost on the way. Ignored unless the source is midi.
   */
  void take_midi(std::span<const std::uint8_t> message, BeatTime arrived, std::uint32_t clocks);

  /** Takes the beats of the Link session; `is_shared` = it has other participants. */
  void follow_link(const BeatLine& session, bool is_shared);

  /** Takes the beats of JACK's transport, which leads until half a second after `transport.time`. */
  void follow_jack(const BeatLine& transport, bool rolls, BeatTime now);

  MusicalMoment at(BeatTime now) const;

  /** The coming beats; nothing while the leading clock is stopped. */
  std::optional<BeatLine> line(BeatTime now) const;

 private:
  TempoLeader leader(BeatTime now) const;
  bool stands(BeatTime now) const;

  const TempoSource source_;
  mutable std::mutex mutex_;
  BeatClock midi_;
  std::uint32_t midi_clocks_ = 0;  ///< received until the last F8
  bool is_shared_ = false;         ///< the Link session
  std::optional<BeatTime> jack_;   ///< when its transport was last reported
  bool jack_rolls_ = false;
  BeatLine line_;
};

}  // namespace aeolian
