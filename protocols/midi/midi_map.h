// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/control/control_context.h"
#include "core/control/parameters.h"
#include "protocols/midi/key_tuning.h"
#include "protocols/midi/key_voices.h"
#include "protocols/midi/midi_binding.h"
#include "protocols/midi/midi_mapping.h"
#include "protocols/midi/pickup.h"

namespace aeolian::midi {

/**
 * Applies the mapping to moves: changes the parameters and presets. If several bindings match a move, the
 * most specific ones win: a key before any key, a channel before any channel, an NRPN or a 14-bit controller
 * before the plain controllers that make it up.
 *
 * In mode `voices` each key plays its own voice; bend of the same path and the sustain pedal, unless it is
 * bound, then belong to the keys.
 *
 * Two things are independent of the mapping: "all sound off" (CC 120) is a panic, after which a note starts
 * playing again; the other channel mode messages, which sequencers send at every stop, only release held
 * notes.
 *
 * One thread at a time; only that thread uses `source`.
 */
class Map {
 public:
  using Clock = std::chrono::steady_clock;

  /** `tuning` applies to keys in the modes `key` and `voices` where they set a pitch. */
  Map(Mapping mapping, KeyTuning tuning, const ControlContext& context, Parameters::Source source);
  Map(const Map&) = delete;
  Map& operator=(const Map&) = delete;

  /**
   * Switches to another mapping. Keys stay held, and faders picked up, if their binding stays: its source,
   * path and mode. A key whose release would no longer reach its binding is released. If keys no longer play
   * voices, every voice plays by itself again.
   */
  void use(Mapping mapping);

  /**
   * Applies a message, given as moves with the most specific reading first, as from Decoder. Returns its
   * effect in words, such as "/gain -12".
   */
  std::string take(std::span<const Move> moves, Clock::time_point now);

  /**
   * Releases what a released key or button, or a lifted sustain pedal, holds, and does nothing else: for
   * moves that have no other effect, because a source is being learned.
   */
  void let_go(std::span<const Move> moves, Clock::time_point now);

  /** Applies a channel mode message: controllers 120 to 127. Returns its effect in words. */
  std::string take_mode(int controller, int channel);

  /** Requires all faders to be picked up again, as after a reconnection. */
  void rearm();

  /**
   * Adds the binding. Its source then moves nothing else, and nothing else moves its path. Returns the paths
   * that the source moved before.
   */
  std::vector<std::string> learn(const Binding& binding);

  Mapping mapping() const;

  /** Returns how often a parameter or the presets refused a move. */
  std::uint64_t refusals() const { return refusals_ + keys_.refusals(); }

 private:
  struct Bound {
    Binding binding;
    Pickup pickup = {};
    bool is_waiting = false;  ///< its fader must be picked up
    std::set<Key> held = {};  ///< of a momentary binding
  };

  std::vector<Bound*> hearing(const Move& move);
  bool plays_voices(const Destination& destination) const;
  void press_pedal(const Move& move);
  void release(Bound& bound, const std::function<bool(const Key&)>& is_released);
  void release_unheard_keys();
  bool is_heard(const Key& key, const Bound& bound);
  bool plays_a_voice(const Key& key);
  void rearm_what_others_changed();
  void panic();
  void play_on_after_panic();
  std::string effect_of(Bound& bound, const Move& move, Clock::time_point now);
  void run(Bound& bound, const Move& move, Clock::time_point now);
  void play(const Bound& bound, const Move& move);
  void follow(Bound& bound, const Move& move, Clock::time_point now);
  void turn(Bound& bound, int steps);
  void toggle(Bound& bound);
  void hold(Bound& bound, const Move& move);
  void trigger(const Bound& bound, const Move& move);
  void choose(const Destination& destination, int number);
  void set(const Bound& bound, double value);
  double value_of_key(const Binding& binding, int key) const;
  template <class Result>
  void count(const Result& result);

  const KeyTuning tuning_;
  const ControlContext context_;
  const Parameters::Source source_;
  std::vector<Bound> bound_;
  KeyVoices keys_;
  bool stopped_by_panic_ = false;
  bool moves_a_fader_ = false;  ///< the change in progress comes from a fader's own binding
  std::uint64_t refusals_ = 0;
  std::atomic<ParameterBits> changed_by_others_ = 0;
  Subscription listening_;
};

}  // namespace aeolian::midi
