// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace aeolian {

/** One step of a sound from outside, as a model of its own kind hears it. */
struct Heard {
  std::span<const float> latent;    ///< latent_size values; empty = nothing is listened to
  std::span<const float> recent;    ///< the last latents, newest first, n x latent_size
  std::span<const float> encoding;  ///< of the last second, encoding_size values of norm 1
  float presence = 0.f;             ///< 0 = silence, 1 = it sounds
};

}  // namespace aeolian
