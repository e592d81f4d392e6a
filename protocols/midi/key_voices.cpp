// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/key_voices.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace aeolian::midi {
namespace {

constexpr double attack_s = 0.02, release_s = 0.15;
constexpr double stealing_s = 0.02;  // so that a sounding voice does not jump to another pitch

/** As General MIDI recommends, 40 log10(velocity / 127) dB (MIDI 1.0 recommended practice RP-014). */
double gain_of(int velocity) {
  return 40. * std::log10(std::max(velocity, 1) / 127.);
}

}  // namespace

void forget_keys(Snapshot& snapshot, ParameterId id) {
  for (auto& [voice, own] : snapshot.voices) {
    for (const auto of_keys : {id, ParameterId::gain, ParameterId::mute}) own.numbers.erase(of_keys);
  }
  std::erase_if(snapshot.voices, [](const auto& entry) {
    const VoiceValues& own = entry.second;
    return !own.seed && !own.encoding && own.numbers.empty();
  });
}

void KeyVoices::press(const Key& key, ParameterId id, double value, int velocity) {
  follow_count();
  Player& player = players_[free_player(key)];
  const bool was_heard = std::exchange(player.sounds, true);
  player.key = key;
  player.is_down = true;
  player.id = id;
  player.value = value;
  player.since = ++time_;
  set(player, id, value + bends_[static_cast<std::size_t>(key.channel)], was_heard ? stealing_s : 0.);
  set(player, ParameterId::gain, gain_of(velocity), was_heard ? stealing_s : 0.);
  if (!was_heard) set(player, ParameterId::mute, 0., attack_s);
}

/** Mutes the voices added since the last press, because their number may have changed. */
void KeyVoices::follow_count() {
  const auto count = static_cast<std::size_t>(parameters_.number(ParameterId::voices));
  const auto before = std::min(players_.size(), count);
  players_.resize(count);
  for (std::size_t i = before; i < count; ++i) let_go(players_[i]);
}

/** The index of the player for `key`: that of the same key, a silent one, or the one to steal. */
std::size_t KeyVoices::free_player(const Key& key) const {
  const auto same = std::ranges::find_if(
      players_, [&](const Player& player) { return player.sounds && player.key == key; });
  if (same != players_.end()) return static_cast<std::size_t>(same - players_.begin());
  const auto first = std::ranges::min_element(players_, {}, [](const Player& player) {
    return std::tuple(player.sounds, player.is_down, player.since);
  });
  return static_cast<std::size_t>(first - players_.begin());
}

void KeyVoices::release(const Key& key) {
  for (Player& player : players_) {
    if (!player.is_down || player.key != key) continue;
    player.is_down = false;
    player.since = ++time_;
    if (!pedals_.contains(key.channel)) let_go(player);
  }
}

void KeyVoices::let_go(Player& player) {
  if (!std::exchange(player.sounds, false)) return;
  set(player, ParameterId::mute, 1., release_s);
}

void KeyVoices::bend(int channel, double by) {
  bends_[static_cast<std::size_t>(channel)] = by;
  for (const Player& player : players_) {
    if (player.sounds && player.key && player.key->channel == channel)
      set(player, player.id, player.value + by, parameter_spec(player.id).glide_s);
  }
}

void KeyVoices::pedal(int channel, bool down) {
  if (down) {
    pedals_.insert(channel);
    return;
  }
  pedals_.erase(channel);
  for (Player& player : players_) {
    if (!player.is_down && player.key && player.key->channel == channel) let_go(player);
  }
}

void KeyVoices::release_all(int channel) {
  for (Player& player : players_) {
    if (player.key && player.key->channel == channel) player.is_down = false;
  }
  pedal(channel, false);
}

void KeyVoices::give_back() {
  for (Player& player : players_) {
    if (player.key) set(player, player.id, parameters_.number(player.id), release_s);
    set(player, ParameterId::gain, 0., release_s);
    if (!player.sounds) set(player, ParameterId::mute, 0., release_s);
  }
  players_.clear();
}

std::vector<Key> KeyVoices::down() const {
  std::vector<Key> keys;
  for (const Player& player : players_) {
    if (player.key && player.is_down) keys.push_back(*player.key);
  }
  return keys;
}

void KeyVoices::set(const Player& player, ParameterId id, double value, double glide_s) {
  const auto voice = static_cast<VoiceNumber>(&player - players_.data() + 1);
  if (!parameters_.set_number({source_, voice}, id, value, glide_s)) ++refusals_;
}

}  // namespace aeolian::midi
