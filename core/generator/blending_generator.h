// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "core/audio/output_stage.h"
#include "core/control/event.h"
#include "core/generator/morphing_generator.h"
#include "core/generator/second_model.h"
#include "core/generator/step_batch.h"
#include "core/generator/voice_options.h"
#include "core/model/engine.h"

namespace aeolian {

/**
 * Generates the frames of a model. While a second model is blended in, generates frames between those of both
 * (SpectralTransport), according to the weight of the second. A model without weight is idle: it takes no
 * processor time, applies every change at once, and later goes on from where it stopped. With weight 0 the
 * frames are those of the first model alone, bit for bit.
 *
 * One thread at a time; nothing allocates after construction.
 */
class BlendingGenerator {
 public:
  /** As MorphingGenerator. */
  BlendingGenerator(std::unique_ptr<Engine> engine, std::unique_ptr<Engine> second,
                    const VoiceOptions& options);

  const ModelDescription& description() const { return first_.description(); }

  /**
   * Blends with `second`, which must outlive the blend, or with none. Neither the previous one nor the new
   * one may be audible at this moment (SecondVoice::presence()).
   */
  void blend_with(SecondVoice* second);

  /** Whether the weight of the second model is 0 and not about to change. */
  bool second_rests() const { return weight_.value() == 0.f && weight_.target() == 0.f; }

  /**
   * Model weight moves linearly over glide_s. All other events are for both models; see MorphingGenerator.
   */
  void apply(const ControlEvent& event);

  /** See MorphingGenerator; for the first model only. */
  void prime(std::size_t state) { first_.prime(state); }
  void listen(std::span<const float> latents) { first_.listen(latents); }
  std::span<const float> stereo_edges() const { return first_.stereo_edges(); }

  /** As MorphingGenerator. */
  void prepare(StepBatch& batch);
  void next(std::span<float> log_bins);
  std::span<const ImageBand> image() const;
  float transposition() const { return (first_plays() ? first_ : second_->generator()).transposition(); }
  PassageTimes passage_times() const;
  std::uint64_t resets() const;
  PulseReport pulse() const { return (first_plays() ? first_ : second_->generator()).pulse(); }

  /** Saves or restores the state of the first model. */
  void archive(StateArchive& state) { first_.archive(state); }
  /**
   * Saves or restores the weight and the second model, which must be present or absent as when it was saved.
   */
  void archive_blend(StateArchive& state);

 private:
  bool first_plays() const { return share_ < 1.f; }
  bool second_plays() const { return share_ > 0.f; }
  void begin_frame();

  MorphingGenerator first_;
  SecondVoice* second_ = nullptr;
  Ramp weight_{0.f};  ///< of the second model
  std::uint64_t seconds_begun_ = 0;
  float share_ = 0.f;       ///< of the second model in this frame
  bool has_begun_ = false;  ///< begin_frame() was called for the next frame
};

}  // namespace aeolian
