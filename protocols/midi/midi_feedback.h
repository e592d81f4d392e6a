// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/control/parameters.h"
#include "protocols/midi/midi_mapping.h"
#include "protocols/midi/midi_source.h"
#include "protocols/midi/midi_stream.h"

namespace aeolian::midi {

/**
 * Makes the lights, motor faders and encoder rings of a controller follow changes made elsewhere. For each
 * control it knows the value shown: the last one sent to it, or the one to which the hand moved it. So a move
 * is not sent back, and if a move was refused or out of range, the control is corrected once it has rested
 * for `hold`, a button once it is released.
 *
 * At most `burst` messages leave every `interval`, from the controls in turn, and always with the latest
 * value. Messages that a controller echoes (within `echo` for a fader, `light_echo` for a light) are
 * recognised. The caller provides the time. One thread at a time; `wake` is called on any thread.
 */
class Feedback {
 public:
  using Clock = std::chrono::steady_clock;
  /** Passes a message on to the controller; false = there is no room, so it will be offered again. */
  using Send = std::function<bool(const ShortMidiMessage&)>;

  static constexpr std::chrono::milliseconds hold{300}, echo{250}, light_echo{50}, interval{10};
  static constexpr int burst = 8;  ///< per `interval`: three quarters of what a MIDI cable carries

  /** `parameters` must outlive this. `wake` is called when there may be something to send. */
  Feedback(Parameters& parameters, std::function<void()> wake);

  /** Shows the bindings of this mapping; for controls that were shown before, it still knows their values. */
  void use(const Mapping& mapping);

  /** Begins when a controller listens: sends it everything. Until then nothing is sent. */
  void begin();
  void end();  ///< the controller no longer listens

  /** Takes the moves in a message from the controller; returns true if it only echoes what was sent. */
  bool take(std::span<const Move> moves, Clock::time_point now);

  /**
   * Sends what is due. Call it after each of the other calls and after `wake`, and at the latest at the time
   * that next() returns.
   */
  void send_due(Clock::time_point now, const Send& send);
  Clock::time_point next() const { return next_; }

 private:
  struct Sent {
    int value = 0;  ///< up to 14 bits
    Clock::time_point at;
  };
  /** A control on the controller. */
  struct Control {
    Binding binding;
    int channel;                  ///< if the binding has none, that of its last move
    int last;                     ///< its largest value, as far as known
    std::optional<int> at = {};   ///< the value it shows; nothing = unknown
    std::optional<int> due = {};  ///< the value to send; nothing = it shows the value in force
    bool is_stale = true;         ///< `due` belongs to an earlier value or position
    std::optional<Clock::time_point> held_since = {};  ///< time of its last move, while a hand may be on it
    std::vector<Sent> sent = {};                       ///< messages that may yet be echoed
  };

  static bool hears(const Control& control, const Move& move);
  static bool repeats(Control& control, const Move& move, Clock::time_point now);
  static void forget_old(Control& control, Clock::time_point now);
  static void follow(Control& control, const Move& move, Clock::time_point now);
  bool is_due(Control& control, Clock::time_point now);
  static bool pass_on(Control& control, const Send& send, Clock::time_point now, int& room);

  Parameters& parameters_;
  const std::function<void()> wake_;
  std::vector<Control> controls_;
  std::size_t turn_ = 0;  ///< the control whose turn is next
  std::atomic<bool> listens_ = false;
  std::atomic<bool> changed_ = true;  ///< a parameter has changed
  Clock::time_point free_at_{};       ///< the earliest time for the next messages
  Clock::time_point next_ = Clock::time_point::max();
  Subscription subscription_;
};

}  // namespace aeolian::midi
