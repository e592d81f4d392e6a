// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace aeolian {

class HeardPassages;

/** One step of the input sound, encoded by the model. */
struct Heard {
  std::span<const float> latent;    ///< latent_size values; empty = there is no input
  std::span<const float> recent;    ///< the last latents that were not silent, newest first, n x latent_size
  std::span<const float> encoding;  ///< of the last two seconds that were not silent, norm 1; zeros at first
  float presence = 0.f;             ///< 0 = silence, 1 = sound
  float activity = 0.f;             ///< 0 = silence, 1 = very loud or very busy
  /** Passages of the last minutes that can be followed; null = they are not kept. */
  const HeardPassages* passages = nullptr;
  bool sounds = false;     ///< whether the last step was above the gate
  bool is_phrase = false;  ///< whether a phrase is in progress, including its short pauses
  bool is_turn = false;    ///< whether one has ended, less time ago than it lasted
};

}  // namespace aeolian
