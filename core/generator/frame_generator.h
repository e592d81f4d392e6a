// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/generator/ear.h"
#include "core/generator/encoding_drift.h"
#include "core/generator/encoding_glide.h"
#include "core/generator/spectral_flux.h"
#include "core/generator/voice_options.h"
#include "core/model/engine.h"
#include "core/random.h"
#include "core/spectrum/bands.h"
#include "core/spectrum/frame_shaper.h"
#include "core/spectrum/onset_grain.h"
#include "core/spectrum/texture.h"

namespace aeolian {

/** The numeric controls of a frame generator; they glide step by step. */
struct GenerationSettings {
  Ramp temperature, guidance, memory, memory_limit_s;
  /** Influence of the input sound. */
  Ramp follow{0.f}, shadow{0.f}, through{0.f}, answer{0.f}, oppose{0.f}, remember{0.f};
  bool speaks = false;  ///< regardless of the input (ParameterId::listen_now)

  void next() {
    for (Ramp* ramp : {&temperature, &guidance, &memory, &memory_limit_s, &follow, &shadow, &through, &answer,
                       &oppose, &remember})
      ramp->next();
  }
};

/**
 * Generates the frames of a model: an engine, led by an encoding (by the drift while none is set), with the
 * noise texture on top. One thread at a time; nothing allocates after construction.
 */
class FrameGenerator {
 public:
  /**
   * `seed`: of the noise texture; start() takes that of everything else. `ear`: through which it listens, or
   * null.
   */
  FrameGenerator(std::unique_ptr<Engine> engine, std::uint64_t seed,
                 std::shared_ptr<const Ear> ear = nullptr);

  const Engine& engine() const { return *engine_; }

  /** The encoding that leads it. */
  EncodingGlide& encoding() { return encoding_; }
  const EncodingGlide& encoding() const { return encoding_; }

  /** Starts at the priming state that the seed picks, among those near the encoding if one is set. */
  void start(std::uint64_t seed);

  /** Continues from priming state number `state` of the checkpoint. */
  void prime(std::size_t state);

  /** Continues from a sound given by its latents; the encoding jumps to the target of its glide. */
  void listen(std::span<const float> latents, const GenerationSettings& settings);

  /** Advances to the next step, which the caller takes before show(); valid until the next call. */
  EngineStep& begin_step(const GenerationSettings& settings);

  /** Makes frame `frame` of the step the present one; the frame before it is silence at the start. */
  void show(int frame);

  /** Spectral flux (SpectralFlux) of the present frame, nepers. */
  float flux() const { return flux_; }

  /**
   * Writes the log magnitudes (one per bin) at `position` (0..1) between the previous frame and the present
   * one, shaped, with the next frame of noise.
   */
  void next(float position, const FrameShape& shape, std::span<float> log_bins);

  /** Stereo image of the last output, before transposition, one per band of Engine::stereo_edges(). */
  std::span<const ImageBand> image() const { return image_; }

  /** Saves or restores its state. */
  void archive(StateArchive& state);

 private:
  /** A frame in bands, as decoded by the model. */
  struct BandFrame {
    std::vector<float> mean, level;  ///< of each band
    std::vector<ImageBand> image;
  };

  std::size_t suited_state(std::uint64_t choice) const;
  float conditioning_weight() const;
  std::span<const float> places_like(std::span<const float> heard);
  void follow(const Heard& heard, float amount);
  void oppose(const Heard& heard, float amount);
  std::span<const float> place_unlike(std::span<const float> heard) const;
  void find_words(const Heard& heard, const GenerationSettings& settings);
  StepControls controls(const GenerationSettings& settings);
  void show_bands(int frame);
  void show_image(int frame);

  std::unique_ptr<Engine> engine_;
  Bands bands_;
  std::vector<float> noise_offset_;  ///< BandNoise::offset
  OnsetGrain onset_grain_;
  NoiseTexture texture_;
  std::uint64_t seed_ = 0;
  Random random_;
  EncodingGlide encoding_;
  EncodingDrift wander_;
  /** The encoding in force: the one set, mixed with the drift as far as none is set, and with the input's. */
  std::vector<float> led_by_;
  std::shared_ptr<const Ear> ear_;
  std::vector<float> place_heard_;  ///< places_like() the input
  std::vector<float> followed_;     ///< the input's encoding when it last turned to another source
  std::span<const float> refuge_;   ///< the encoding with which it opposes the input; empty = none yet

  bool has_answered_ = true;  ///< whether the input's last phrase has been answered, if it is to answer
  int silent_steps_ = 0;      ///< consecutive ones in which it should have played

  EngineStep step_;  ///< the present one
  BandFrame before_, present_;
  std::vector<float> decoded_;  ///< the means of the present frame, as decoded
  SpectralFlux spectral_flux_;
  float flux_ = 0.f;
  FrameShaper shaper_;
  std::vector<float> bands_between_;
  std::vector<float> mean_, level_, grain_;  ///< of each bin
  std::vector<ImageBand> image_, image_before_step_;
};

}  // namespace aeolian
