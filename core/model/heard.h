// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace aeolian {

class HeardPassages;

/** One step of a sound from outside, as a model of its own kind hears it. */
struct Heard {
  std::span<const float> latent;    ///< latent_size values; empty = nothing is listened to
  std::span<const float> recent;    ///< the last latents that sounded, newest first, n x latent_size
  std::span<const float> encoding;  ///< of the last two seconds that sounded, of norm 1; zeros at first
  float presence = 0.f;             ///< 0 = silence, 1 = it sounds
  float activity = 0.f;             ///< 0 = silence, 1 = as loud or as busy as can be
  /** Of the last minutes, which can be followed; null = they are not kept. */
  const HeardPassages* passages = nullptr;
  bool sounds = false;     ///< whether it did in the last step
  bool is_phrase = false;  ///< whether a phrase goes on: what sounds, and the short pauses in it
  bool is_turn = false;    ///< whether one has ended, and less time ago than it lasted
};

}  // namespace aeolian
