// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/model/checkpoint.h"

namespace aeolian {

/**
 * Matches the level of phrases from the input to a model's corpus. Otherwise a distant microphone would leave
 * soft phrases behind, and one that picks up the instrument itself softer ones each time. The loudest two
 * seconds, forgotten with a time constant of half a minute, are brought to 6 dB below the loudest of the
 * corpus, by 12 dB at most. One thread; nothing allocates.
 */
class PhraseLevel {
 public:
  /** If the checkpoint does not contain the level of its corpus, nothing is changed. */
  explicit PhraseLevel(const Checkpoint& checkpoint);

  /** Takes the next step that is not silent: log amplitudes, frames_per_step x bands. */
  void hear(std::span<const float> frames);

  /** Nepers to add to the log amplitudes of a frame. */
  float offset() const;

 private:
  float wanted_ = 0.f;  ///< power; 0 = unknown
  float frames_, share_, fall_;
  float mean_ = 0.f, loudest_ = 0.f;  ///< power of a frame: running mean, and its slowly falling maximum
  float steps_ = 0.f;                 ///< processed, up to the number that the mean needs
};

}  // namespace aeolian
