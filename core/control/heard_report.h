// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian {

/** A musician's words for a moment of a sound. */
struct SoundDescription {
  float level_db = -100.f;    ///< root mean square of the last step; 0 = a full-scale square wave
  bool is_onset = false;      ///< whether something began in the last step
  float onset_rate = 0.f;     ///< onsets a second, over the last four seconds
  float pitch_hz = 0.f;       ///< 55 to 1760; 0 = there is none
  float salience = 0.f;       ///< how much of the spectrum that pitch explains, 0..1
  float pulse_hz = 0.f;       ///< beats a second, 0.5 to 4; 0 = there is none
  float pulse_clarity = 0.f;  ///< how regular they are, 0..1
};

/** The instrument's description of the last step of the sound that it listens to. */
struct HeardReport {
  SoundDescription sound = {};
  float presence = 0.f;      ///< 0 = silence, 1 = it sounds
  bool is_phrase = false;    ///< whether a phrase goes on
  bool is_turn = false;      ///< whether it is the instrument's turn to answer one
  int nearest = -1;          ///< the named encoding that it is most like; -1 = none
  float likeness = 0.f;      ///< the cosine between the two
  float familiarity = 0.f;   ///< the largest cosine to any place of the corpus
  float remembered_s = 0.f;  ///< seconds of it that can be followed
};

}  // namespace aeolian
