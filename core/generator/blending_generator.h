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
 * Generates the frames of a model, or while a second one is blended in those between the frames of both
 * (SpectralTransport), as far as the weight of the second says. Whichever has no weight rests: it costs
 * nothing, takes every change at once, and goes on from where it was. With the whole weight on the first, the
 * frames are those that it makes alone, bit for bit.
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
   * Blends with `second`, which must outlive the blend, or with none. The one before must not be heard any
   * more, nor the new one yet (SecondVoice::presence()).
   */
  void blend_with(SecondVoice* second);

  /** Whether the weight of the second model is 0, and stays so. */
  bool second_rests() const { return weight_.value() == 0.f && weight_.target() == 0.f; }

  /** Model weight: moves linearly over glide_s. The rest is for both models; see MorphingGenerator. */
  void apply(const ControlEvent& event);

  /** As MorphingGenerator; of the first model alone. */
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

  /** Keeps or restores the state of the first model. */
  void archive(StateArchive& state) { first_.archive(state); }
  /** The same of the weight and the second model, which is there or not as it was. */
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
