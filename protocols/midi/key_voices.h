// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "core/control/parameters.h"

namespace aeolian::midi {

/** A key of a keyboard. */
struct Key {
  int channel = 1;  ///< 1..16
  int number = 60;  ///< 0..127; 60 = middle C

  auto operator<=>(const Key&) const = default;
};

/**
 * Removes from the snapshot what keys have set on single voices, where `id` is the parameter that keys set:
 * for a time at which no key is down, such as the next start.
 */
void forget_keys(Snapshot& snapshot, ParameterId id);

/**
 * Gives each pressed key its own voice: the key sets a parameter of the voice (usually the pitch), and the
 * velocity its gain; a voice without a key is muted. Bend moves the voices of its channel, so that each key
 * of an MPE controller bends alone (MIDI Polyphonic Expression, M1-100-UM). The sustain pedal holds voices
 * until it is released.
 *
 * `/voices` sets how many voices take part. If none is free, the voice whose key was released first is
 * stolen, or else the one that has sounded longest. Until the first key is pressed, every voice plays by
 * itself. One thread at a time.
 */
class KeyVoices {
 public:
  /** `parameters` must outlive this. */
  KeyVoices(Parameters& parameters, Parameters::Source source) : parameters_(parameters), source_(source) {}

  /** Presses a key: sets its voice's parameter `id` to `value` plus the channel's bend. */
  void press(const Key& key, ParameterId id, double value, int velocity);
  void release(const Key& key);
  /** Bends the voices of a channel by `by`, in the parameter's unit. */
  void bend(int channel, double by);
  /** Moves the sustain pedal (CC 64) of a channel. */
  void pedal(int channel, bool down);
  /** Releases all keys of a channel, and its pedal. */
  void release_all(int channel);
  /** Lets every voice play by itself again, as before the first key; for when keys no longer play voices. */
  void give_back();

  /** Returns the keys that are down and play a voice. */
  std::vector<Key> down() const;
  /** Returns the channels whose sustain pedal is down. */
  std::set<int> pedals() const { return pedals_; }

  /** Returns how often the parameters refused a change. */
  std::uint64_t refusals() const { return refusals_; }

 private:
  struct Player {
    std::optional<Key> key;  ///< that it plays or last played
    bool is_down = false;    ///< the key is down
    bool sounds = true;
    ParameterId id = ParameterId::transpose;
    double value = 0.;        ///< without bend
    std::uint64_t since = 0;  ///< order of its last press or release
  };

  void follow_count();
  std::size_t free_player(const Key& key) const;
  void let_go(Player& player);
  void set(const Player& player, ParameterId id, double value, double glide_s);

  Parameters& parameters_;
  const Parameters::Source source_;
  std::vector<Player> players_;     ///< by voice, from the first press on
  std::array<double, 17> bends_{};  ///< by channel
  std::set<int> pedals_;            ///< channels whose pedal is down
  std::uint64_t time_ = 0;
  std::uint64_t refusals_ = 0;
};

}  // namespace aeolian::midi
