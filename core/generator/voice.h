// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/control/event.h"
#include "core/error.h"
#include "core/generator/blending_generator.h"
#include "core/generator/source.h"
#include "core/generator/voice_options.h"
#include "core/generator/voice_side.h"
#include "core/model/checkpoint.h"
#include "core/model/engine.h"
#include "core/spectrum/overlap_add.h"
#include "core/spectrum/phase.h"
#include "core/spectrum/refinement.h"
#include "core/spectrum/stft.h"

namespace aeolian {

/**
 * Plays a model: generated frames, phase reconstruction and overlap-add make an endless stream of samples. A
 * pure function of the checkpoint, the options, and the events with their steps. Not thread-safe; nothing
 * allocates after create().
 */
class Voice final : public MonoSource {
 public:
  static ErrorOr<std::unique_ptr<Voice>> create(const std::shared_ptr<const Checkpoint>& checkpoint,
                                                const VoiceOptions& options);
  /** As above, with a given engine; `second` plays the second sound of a morph (MorphingGenerator). */
  static ErrorOr<std::unique_ptr<Voice>> create(std::unique_ptr<Engine> engine, const VoiceOptions& options,
                                                std::unique_ptr<Engine> second = nullptr);

  int sample_rate() const override { return front_end_.sample_rate; }
  int hop() const override { return front_end_.hop; }
  int hops_per_step() const override { return generator_.description().frames_per_step; }
  int tail_size() const override { return tail_of_hops(front_end_.hop); }

  /**
   * A frame is audible after its look-ahead: one hop, or eight if refined. Overlapping windows add up to one,
   * so the frames from this one on make up half of the sound when half of its window has passed.
   */
  Response response() const override;
  PassageTimes passage_times() const override { return generator_.passage_times(); }
  std::uint64_t resets() const override { return generator_.resets(); }
  PulseReport pulse() const override { return generator_.pulse(); }

  /**
   * Applies an event.
   *
   * Seed restarts from the priming state that it chooses, among those near the encoding if one is set.
   * Temperature, guidance, memory and its limit move linearly, the encoding along the shortest arc, all over
   * glide_s seconds. Without an encoding the voice drifts among those of the corpus, and guidance applies to
   * these. A named encoding gets 1.6 times the guidance (at most 3), others less the farther they are from
   * it, from 60 degrees on the plain guidance. An event with two encodings morphs between their sounds
   * (MorphingGenerator); the weight of the second moves linearly over glide_s. Model weight sets the share of
   * the second model (BlendingGenerator).
   *
   * Freeze holds the last frame's spectrum while its noise and phases continue and the engine and the glides
   * above stand still; after release the next frame follows. Refinement switches refinement on or off, if the
   * quality is refined.
   *
   * Stretch sets how slowly frames follow each other; their phases and noise are unaffected. Tempo and tempo
   * follow stretch them further (TempoFollower). Transpose, formant, tilt, bright, floor, sharpen and attack
   * are FrameShaper's. Width scales the side of a stereo model: 0 = mono, 1 = as learned, 2 = wider. All of
   * these glide, and also act on a frozen sound.
   */
  void apply(const ControlEvent& event) override;
  void blend_with(SecondVoice* second) override { generator_.blend_with(second); }
  bool second_rests() const override { return generator_.second_rests(); }
  void prepare(StepBatch& batch) override { generator_.prepare(batch); }
  void render(std::span<float> samples) override;
  std::span<const float> side() const override { return side_ ? side_->samples() : std::span<const float>(); }
  const FrontEnd* tail_front_end() const override { return &front_end_; }
  void add_tail(TailMix& mix, StereoFrame gain) const override;
  void archive(StateArchive& state) override;
  void archive_blend(StateArchive& state) override { generator_.archive_blend(state); }

  /** Continues from priming state number `state` of the checkpoint. */
  void prime(std::size_t state) { generator_.prime(state); }

  /**
   * Continues from a sound given by its latents (from SoundEncoder), under the encoding that is set; a glide
   * to it ends at once.
   */
  void listen(std::span<const float> latents) { generator_.listen(latents); }

 private:
  Voice(std::unique_ptr<Engine> engine, std::unique_ptr<Engine> second, const VoiceOptions& options);
  int frames_of_delay() const;
  void set_width(const ControlEvent& event);
  void add_up(std::span<float> samples);

  FrontEnd front_end_;
  BlendingGenerator generator_;
  int look_ahead_;  ///< of the phases, frames
  PhaseReconstruction phase_;
  Stft stft_;
  OverlapAdd overlap_add_;
  std::optional<Refinement> refinement_;  ///< for the refined quality, instead of overlap_add_
  bool refines_ = true;
  std::optional<VoiceSide> side_;  ///< none for a mono model
  std::vector<float> log_bins_;
  std::vector<std::complex<float>> bins_;
  std::vector<float> window_;
};

}  // namespace aeolian
