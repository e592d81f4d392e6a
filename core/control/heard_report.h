// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/** A moment of a sound, described in a musician's terms. */
struct SoundDescription {
  float level_db = -100.f;    ///< root mean square of the last step; 0 = a full-scale square wave
  bool is_onset = false;      ///< whether there was an onset in the last step
  float onset_rate = 0.f;     ///< onsets per second, over the last four seconds
  float pitch_hz = 0.f;       ///< 55 to 1760; 0 = none
  float salience = 0.f;       ///< how much of the spectrum the pitch explains, 0..1
  float pulse_hz = 0.f;       ///< beats per second, 0.5 to 4; 0 = none
  float pulse_clarity = 0.f;  ///< how regular the pulse is, 0..1
};

/** The instrument's description of the last step of its input. */
struct HeardReport {
  SoundDescription sound = {};
  float presence = 0.f;      ///< 0 = silence, 1 = sound
  bool is_phrase = false;    ///< whether a phrase is in progress
  bool is_turn = false;      ///< whether it is the instrument's turn to answer a phrase
  int nearest = -1;          ///< index of the most similar named encoding; -1 = none
  float likeness = 0.f;      ///< cosine to that encoding
  float familiarity = 0.f;   ///< the largest cosine to any place of the corpus
  float remembered_s = 0.f;  ///< seconds of the input that can be followed
};

}  // namespace aeolian
