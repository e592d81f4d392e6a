// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <memory>
#include <optional>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/control/parameters.h"
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
#include "core/spectrum/transport.h"
#include "core/weight_format.h"

namespace aeolian {

/** The initial settings of a voice. */
struct VoiceOptions {
  std::uint64_t seed = 1;            ///< of the random numbers, and with them of the priming state
  float temperature = 1.f;           ///< 0..2
  std::vector<float> encoding = {};  ///< empty = none: it drifts
  float guidance = 1.f;              ///< 0..3; see Voice
  std::optional<float> memory = {};  ///< 0..1; without a value what the checkpoint says
  float memory_limit_s = static_cast<float>(no_memory_limit_s);
  /** Of a second voice, whose frames this one's are moved towards (SpectralTransport); empty = none. */
  std::vector<float> morph_to = {};
  float morph = 0.f;         ///< 0..1, how far
  int phase_look_ahead = 1;  ///< frames, 0 or 1 (PhaseReconstruction)
  Quality quality = Quality::normal;
  WeightFormat weights = WeightFormat::float32;  ///< of the engine
};

/**
 * Plays a model: engine, noise texture, phase reconstruction and overlap-add make an endless stream of
 * samples. A pure function of the checkpoint, the options, and the events with their steps. Not thread-safe;
 * nothing allocates after create().
 */
class Voice final : public Source {
 public:
  static ErrorOr<std::unique_ptr<Voice>> create(std::shared_ptr<const Checkpoint> checkpoint,
                                                const VoiceOptions& options);
  /** The same with a given engine. */
  static ErrorOr<std::unique_ptr<Voice>> create(std::unique_ptr<Engine> engine, const VoiceOptions& options);

  int sample_rate() const override { return front_end_.sample_rate; }
  int hop() const override { return front_end_.hop; }
  int hops_per_step() const override { return engine_->description().frames_per_step; }
  int tail_size() const override { return tail_of_hops(front_end_.hop); }

  /**
   * A frame is heard after its look-ahead: one hop, eight if refined. Overlapping windows add up to one, so
   * the frames from this one on make up half of the sound when half of its window has passed.
   */
  Response response() const override;
  PassageTimes passage_times() const override;
  std::uint64_t resets() const override;

  /**
   * Seed: restarts from the state that the seed chooses, among those near the encoding if one is set.
   * Temperature, guidance, memory and its limit: move linearly; encoding: along the shortest arc, all over
   * glide_s seconds. Without an encoding it drifts among those of the corpus, and guidance applies to these.
   * A named encoding is given 1.6 times the guidance (at most 3), one farther from it less, from 60 degrees
   * on the guidance itself. Freeze: holds the last frame's spectrum while its noise and phases continue and
   * the engine and all glides stand still; after release the next frame follows. Refinement: switches
   * refinement on or off, if the quality is refined.
   * A second voice (VoiceOptions::morph_to) takes all of these but the encoding.
   */
  void apply(const ControlEvent& event) override;
  void render(std::span<float> samples) override;
  void tail(std::span<float> samples) override;

  /** Continues from priming state number `state` of the checkpoint. */
  void prime(std::size_t state);

  /**
   * Continues from a sound: follows its latents under `encoding`, which stays set. `latents` as from
   * SoundEncoder.
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
  std::unique_ptr<Voice> other_;  ///< gives frames, and makes no sound; null unless it morphs
  std::optional<SpectralTransport> transport_;
  float morph_ = 0.f;
  Bands bands_;
  std::vector<float> noise_offset_;  ///< BandNoise::offset
  NoiseTexture texture_;
  PhaseReconstruction phase_;
  Stft stft_;
  OverlapAdd overlap_add_, tail_overlap_add_;
  std::optional<Refinement> refinement_;  ///< for the refined quality, instead of overlap_add_
  HeldSpectrum held_;
  std::uint64_t seed_ = 0;
  Random random_;

  int look_ahead_;  ///< frames
  Ramp temperature_, guidance_, memory_, memory_limit_;
  EncodingGlide encoding_;
  EncodingDrift wander_;
  /** The encoding in force: the one set, mixed with the drift as far as none is set. */
  std::vector<float> led_by_;

  DecodedFrames frames_;
  int frame_;  ///< the next frame of frames_ to be played
  bool frozen_ = false;
  bool refines_ = true;
  bool has_frame_ = false;  ///< whether a frame was decoded that can be held
  std::vector<float> mean_;
  std::vector<float> mean_bins_, level_;  ///< of the present frame
  std::vector<float> grain_, log_bins_;
  std::vector<std::complex<float>> bins_;
  std::vector<float> window_;
};

}  // namespace aeolian
