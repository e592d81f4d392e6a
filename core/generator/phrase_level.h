// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/model/checkpoint.h"

namespace aeolian {

/**
 * Tells how much louder or softer a sound from outside has to be so that its phrases are as loud as a model's
 * corpus: a microphone far away would otherwise leave soft ones behind, and one that hears the instrument
 * itself softer ones each time. The loudest two seconds of what sounded, which are forgotten in half a
 * minute, come to 6 dB below the loudest of the corpus, by 12 dB at most. One thread; nothing allocates.
 */
class PhraseLevel {
 public:
  /** A checkpoint that does not know how loud its corpus was leaves everything as it is. */
  explicit PhraseLevel(const Checkpoint& checkpoint);

  /** The next step that sounds: log amplitudes, frames_per_step frames of the front end's bands. */
  void hear(std::span<const float> frames);

  /** Nepers to be added to the log amplitudes of a frame. */
  float offset() const;

 private:
  float wanted_ = 0.f;  ///< power; 0 = unknown
  float frames_, share_, fall_;
  float mean_ = 0.f, loudest_ = 0.f;  ///< power of a frame: running mean, and the highest of late
  float steps_ = 0.f;                 ///< heard, as many as the mean needs
};

}  // namespace aeolian
