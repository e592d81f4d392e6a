// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/control/heard_report.h"
#include "core/error.h"
#include "core/generator/passage_listener.h"
#include "core/generator/phrase_level.h"
#include "core/generator/sound_features.h"
#include "core/model/arithmetic.h"
#include "core/model/checkpoint.h"
#include "core/model/heard.h"
#include "core/model/latent_encoder.h"
#include "core/spectrum/bands.h"
#include "core/spectrum/stft.h"

namespace aeolian {

/**
 * Analyses the input sound for a model: step by step as a latent, as the encoding of the last two seconds
 * that were not silent, and as a musician would describe it (SoundFeatures). A gate separates sound from
 * silence: presence is 1 from the first step above it to a second after the last one, and then falls to 0
 * within half a second. Activity rises with the level, from the gate to -12 dBFS, and with the onsets, up to
 * eight per second; it falls within half a second. On request, phrases are kept at the level of the corpus
 * (PhraseLevel) so that a performance can follow them (PassageListener).
 *
 * One thread at a time; nothing allocates after create().
 */
class Ear {
 public:
  /** Refuses a checkpoint without a codec (LatentEncoder). */
  static ErrorOr<std::unique_ptr<Ear>> create(std::shared_ptr<const Checkpoint> checkpoint,
                                              const Arithmetic& arithmetic = {});

  /** Sets the input gain, dB. */
  void set_gain(float decibels) { gain_ = amplitude_of(decibels); }

  /** Sets the level, dBFS, below which the input counts as silence. */
  void set_gate(float decibels) { gate_ = amplitude_of(decibels); }

  /** Sets whether phrases are kept; if not, those kept so far are forgotten. */
  void set_remembers(bool remembers);

  /** Processes the next samples, any number, at the model's rate. Non-finite values count as silence. */
  void hear(std::span<const float> samples);

  /** The last step, valid until the next call of hear(). */
  Heard heard() const;

  HeardReport report() const;

 private:
  Ear(std::shared_ptr<const Checkpoint> checkpoint, LatentEncoder encoder,
      std::unique_ptr<PassageListener> listener);
  void take_hop();
  void take_step();
  void encode_recent();
  void follow_phrase(bool sounds);
  void follow_activity(bool sounds);
  void remember(bool sounds);
  int steps_in(double seconds) const;

  std::shared_ptr<const Checkpoint> checkpoint_;
  LatentEncoder encoder_;
  Stft stft_;
  Bands bands_;
  SoundFeatures features_;
  std::unique_ptr<PassageListener> listener_;  ///< null = the model cannot follow passages
  std::size_t hop_, step_values_, latent_size_;

  std::vector<float> window_;  ///< the last samples
  std::size_t in_hop_ = 0;     ///< of the present hop
  double energy_ = 0.;         ///< of the present step
  std::vector<std::complex<float>> bins_;
  std::vector<float> frames_;   ///< of the present step
  std::size_t in_step_ = 0;     ///< values of frames_ so far
  std::vector<float> latent_;   ///< of the last step
  bool has_heard_ = false;      ///< whether there is a last step
  std::vector<float> latents_;  ///< of the last seconds that were not silent, newest first
  std::size_t known_ = 0;       ///< how many of them have arrived
  std::vector<float> encoding_;
  bool remembers_ = false;
  PhraseLevel phrase_level_;
  std::vector<float> remembered_, remembered_latent_;  ///< the step as it is kept
  float gain_ = 1.f, gate_;
  float presence_ = 0.f, activity_ = 0.f;
  int silent_steps_ = 0, held_steps_;
  int longest_pause_, shortest_answer_, longest_answer_;  ///< steps
  bool is_phrase_ = false;
  int phrase_steps_ = 0,
      pause_steps_ = 0;  ///< of the present phrase, and of the pause that may end it
  int turn_steps_ = 0;   ///< steps left for an answer
  float fall_;           ///< of presence_, per step
};

}  // namespace aeolian
