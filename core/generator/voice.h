// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <memory>
#include <optional>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/control/quality.h"
#include "core/error.h"
#include "core/generator/encoding_drift.h"
#include "core/generator/encoding_glide.h"
#include "core/generator/source.h"
#include "core/model/checkpoint.h"
#include "core/model/engine.h"
#include "core/random.h"
#include "core/spectrum/bands.h"
#include "core/spectrum/overlap_add.h"
#include "core/spectrum/phase.h"
#include "core/spectrum/refinement.h"
#include "core/spectrum/stft.h"
#include "core/spectrum/texture.h"

namespace aeolian {

/** Where a voice begins. */
struct VoiceOptions {
  std::uint64_t seed = 1;            ///< random numbers, and with them the priming state that is begun from
  float temperature = 1.f;           ///< 0..2
  std::vector<float> encoding = {};  ///< empty = none: it wanders
  float guidance = 1.f;              ///< 0..3; see Voice
  int phase_look_ahead = 1;          ///< frames, 0 or 1 (PhaseReconstruction)
  Quality quality = Quality::normal;
};

/**
 * A model that plays: engine, noise texture, phases and overlap-add make one endless stream of samples. A
 * pure function of checkpoint, options and the events that it was given at which step. Not thread-safe;
 * nothing allocates after create().
 */
class Voice final : public Source {
 public:
  static ErrorOr<std::unique_ptr<Voice>> create(std::shared_ptr<const Checkpoint> checkpoint,
                                                const VoiceOptions& options);
  /** The same with an engine that another made. */
  static ErrorOr<std::unique_ptr<Voice>> create(std::unique_ptr<Engine> engine, const VoiceOptions& options);

  int sample_rate() const override { return front_end_.sample_rate; }
  int hop() const override { return front_end_.hop; }
  int hops_per_step() const override { return engine_->description().frames_per_step; }
  int tail_size() const override { return tail_of_hops(front_end_.hop); }

  /**
   * A frame is heard from its look-ahead on: one hop, where refined eight. Its window and those of the frames
   * around it add up to one, so the frames from it on carry half of the sound where half of its window has
   * passed.
   */
  Response response() const override;
  std::uint64_t resets() const override { return engine_->resets(); }

  /**
   * Seed: starts again from the state that the seed chooses, where an encoding is set among those of its
   * kind. Temperature, guidance: in a straight line, encoding: on the shortest arc, all in glide_s seconds;
   * without one it wanders among the corpus's, and guidance is of that. A named encoding leads by 1.6 times
   * the guidance (at most 3), what lies farther from it by less, from 60 degrees on by the guidance itself.
   * Freeze: holds the last frame's spectrum, its noise and its phases going on, while the engine stands
   * still, and glides with it; release goes on with the frame that would have come. Refinement: where the
   * quality is refined, goes on with or without it.
   */
  void apply(const ControlEvent& event) override;
  void render(std::span<float> samples) override;
  void tail(std::span<float> samples) override;

  /** Goes on from the checkpoint's priming state of this number. */
  void prime(std::size_t state);

  /**
   * Goes on from a sound: its latents are followed under `encoding`, which stays set. `latents` as
   * SoundEncoder gives them.
   */
  void listen(std::span<const float> latents, std::span<const float> encoding);

 private:
  Voice(std::unique_ptr<Engine> engine, const VoiceOptions& options);
  void start(std::uint64_t seed);
  std::size_t suited_state(std::uint64_t choice) const;
  float conditioning_weight() const;
  void take_step();
  void decode_frame();
  void next_frame();
  void add_up(std::span<float> samples);
  std::size_t begin_tail(std::span<float> samples);
  int steps_in(float seconds) const;
  StepControls controls();

  FrontEnd front_end_;
  std::unique_ptr<Engine> engine_;
  Bands bands_;
  std::vector<float> noise_offset_;  ///< BandNoise::offset
  NoiseTexture texture_;
  PhaseReconstruction phase_;
  Stft stft_;
  OverlapAdd overlap_add_, tail_overlap_add_;
  std::optional<Refinement> refinement_;  ///< of the refined quality; in the place of overlap_add_
  HeldSpectrum held_;
  std::uint64_t seed_ = 0;
  Random random_;

  int look_ahead_;  ///< frames
  Ramp temperature_, guidance_;
  EncodingGlide encoding_;
  EncodingDrift wander_;
  std::vector<float> led_by_;  ///< the encoding in force: what is set, and where it wanders as far as none is

  DecodedFrames frames_;
  int frame_;  ///< of frames_, the next to be played
  bool frozen_ = false;
  bool refines_ = true;
  bool has_frame_ = false;  ///< one was decoded, so there is something to hold
  std::vector<float> mean_;
  std::vector<float> mean_bins_, level_;  ///< of the present frame
  std::vector<float> grain_, log_bins_;
  std::vector<std::complex<float>> bins_;
  std::vector<float> window_;
};

}  // namespace aeolian
