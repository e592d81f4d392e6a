// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/control/control_interface.h"
#include "protocols/midi/midi_learn.h"
#include "protocols/midi/midi_map.h"
#include "protocols/midi/midi_source.h"

namespace aeolian {

/**
 * What comes of MIDI messages: read, made moves of, and given to the map, or to the learning that is under
 * way. The clock is the caller's. One thread at a time, as MidiMap.
 */
class MidiControl {
 public:
  using Clock = std::chrono::steady_clock;

  MidiControl(MidiMapping mapping, const ControlContext& context, Parameters::Source source);
  /** A learning that is under way is answered: refused. */
  ~MidiControl();

  /** One whole message, status byte first; false = it is no message. */
  bool take(std::span<const std::uint8_t> message, Clock::time_point now);

  /**
   * Binds the next source that is meant (MidiLearn), within 10 s, to `path`; a curve and a range that the
   * path had, it keeps. Until then no move does anything, but a panic does. A learning that is still under
   * way ends refused.
   */
  void learn(const std::string& path, ControlInterface::Done done, Clock::time_point now);

  /** To be called every tenth of a second for as long as is_learning(). */
  void look(Clock::time_point now);
  bool is_learning() const { return learning_.has_value(); }

  void rearm() { map_.rearm(); }
  MidiMapping mapping() const { return map_.mapping(); }
  std::uint64_t refusals() const { return map_.refusals(); }

  /** Why `path` cannot be learned; nothing = it can. */
  static std::optional<ControlError> why_not(const std::string& path);

 private:
  struct Learning {
    std::string path;
    ControlInterface::Done done;
    MidiLearn learn;
  };

  void bind(const MidiLearn::Found& found);
  MidiBindingDraft draft_of(const MidiLearn::Found& found, const std::string& path) const;
  void end_learning(const ControlInterface::Answer& answer);

  MidiDecoder decoder_;
  MidiMap map_;
  std::optional<Learning> learning_;
};

}  // namespace aeolian
