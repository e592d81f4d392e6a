// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "core/control/control_interface.h"
#include "protocols/midi/midi_feedback.h"
#include "protocols/midi/midi_learn.h"
#include "protocols/midi/midi_map.h"
#include "protocols/midi/midi_source.h"

namespace aeolian::midi {

/**
 * Processes MIDI messages: parses them into moves, passes these to the map, or to MIDI learn while that is in
 * progress, and shows changes made elsewhere on the controller. The caller provides the time. One thread at a
 * time, like Map.
 */
class Control {
 public:
  using Clock = std::chrono::steady_clock;

  /** `wake` is called, on any thread, when there may be something to show. */
  Control(
      Mapping mapping, KeyTuning tuning, const ControlContext& context, Parameters::Source source,
      std::function<void()> wake = [] {});
  /** Answers a learn in progress as refused. */
  ~Control();

  /** Switches to another mapping (Map::use); a learn in progress goes on. */
  void use(Mapping mapping);

  /** Handles one whole message, status byte first; returns its effect. Nothing = not a message. */
  std::optional<MidiReport> take(std::span<const std::uint8_t> bytes, Clock::time_point now);

  /**
   * Binds the next source that the user means (Learn), within 10 s, to `path`, keeping the curve and range
   * that the path had. Until then no move has any effect, except a panic and the release of what is held. A
   * learn still in progress ends as refused.
   */
  void learn(const std::string& path, ControlInterface::Done done, Clock::time_point now);

  /** Must be called every tenth of a second while is_learning(). */
  void look(Clock::time_point now);
  bool is_learning() const { return learning_.has_value(); }

  void rearm() { map_.rearm(); }

  /** Returns the controller's lights and motors. */
  Feedback& feedback() { return feedback_; }

  Mapping mapping() const { return map_.mapping(); }
  std::uint64_t refusals() const { return map_.refusals(); }

  /** Returns the reason why `path` cannot be learned; nothing = it can. */
  static std::optional<ControlError> why_not(const std::string& path);

 private:
  struct Learning {
    std::string path;
    ControlInterface::Done done;
    Learn learn;
  };

  std::string effect_of(const Message& message, Clock::time_point now);
  void bind(const Learn::Found& found);
  BindingDraft draft_of(const Learn::Found& found, const std::string& path) const;
  void end_learning(const ControlInterface::Answer& answer);

  Decoder decoder_;
  Map map_;
  Feedback feedback_;
  std::optional<Learning> learning_;
};

}  // namespace aeolian::midi
