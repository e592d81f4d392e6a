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
 * Lets the lights, motor faders and encoder rings of a controller follow what others change. Of each control
 * it knows what it shows: what was last sent to it, or what its hand moved it to. So a move is not sent back,
 * and a control that the hand has left where the value is not (it was refused, or is out of range) is
 * corrected once it has rested for `hold`, a button once it is released.
 *
 * At most `burst` messages leave every `interval`, the controls in turn, and always the latest value. What a
 * controller sends back of what it was sent (within `echo` for a fader, `light_echo` for a light) is
 * recognised. The caller provides the time. One thread at a time; `wake` is called by any.
 */
class Feedback {
 public:
  using Clock = std::chrono::steady_clock;
  /** Passes a message on to the controller; false = there is no room, so it will be offered again. */
  using Send = std::function<bool(const ShortMidiMessage&)>;

  static constexpr std::chrono::milliseconds hold{300}, echo{250}, light_echo{50}, interval{10};
  static constexpr int burst = 8;  ///< with `interval`, three quarters of what a MIDI cable carries

  /** `parameters` must outlive this. `wake` is called when there may be something to send. */
  Feedback(Parameters& parameters, std::function<void()> wake);

  /** Shows what this mapping binds; of controls that were shown before, it still knows what they show. */
  void use(const Mapping& mapping);

  /** A controller listens from now on: sends it everything. Until then nothing is sent. */
  void begin();
  void end();  ///< it listens no more

  /** Takes the moves in a message of the controller; true = it only repeats what it was sent. */
  bool take(std::span<const Move> moves, Clock::time_point now);

  /**
   * Sends what is due. To be called after each of the other calls and when `wake` was called, and at the
   * latest when next() says.
   */
  void send_due(Clock::time_point now, const Send& send);
  Clock::time_point next() const { return next_; }

 private:
  struct Sent {
    int value = 0;  ///< of 14 bits
    Clock::time_point at;
  };
  /** A control of the controller. */
  struct Control {
    Binding binding;
    int channel;                  ///< without one in the binding, that of its last move
    int last;                     ///< its largest value, as far as it has told
    std::optional<int> at = {};   ///< what it shows; nothing = unknown
    std::optional<int> due = {};  ///< what is to be sent; nothing = it shows what is in force
    bool is_stale = true;         ///< `due` is of an earlier value or position
    std::optional<Clock::time_point> held_since = {};  ///< its last move, while a hand may be on it
    std::vector<Sent> sent = {};                       ///< that may yet come back
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
  std::size_t turn_ = 0;  ///< the control that is next
  std::atomic<bool> listens_ = false;
  std::atomic<bool> changed_ = true;  ///< a parameter
  Clock::time_point free_at_{};       ///< the earliest time for the next messages
  Clock::time_point next_ = Clock::time_point::max();
  Subscription subscription_;
};

}  // namespace aeolian::midi
