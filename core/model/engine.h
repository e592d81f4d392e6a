// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>

#include "core/error.h"
#include "core/model/arithmetic.h"
#include "core/model/description.h"
#include "core/model/heard.h"
#include "core/model/passage_times.h"
#include "core/random.h"
#include "core/spectrum/stereo_bands.h"

namespace aeolian {

class StateArchive;

class Checkpoint;

/** How a step takes after a sound from outside. */
struct Listening {
  Heard sound = {};
  float shadow = 0.f;    ///< how much passages of the corpus are chosen by their likeness to it, 0..1
  float remember = 0.f;  ///< how many of the passages that are followed are of what was heard, 0..1
  float through = 0.f;   ///< how much of its latent takes the place of the one drawn, 0..1
};

/** The controls of one step. */
struct StepControls {
  float temperature = 1.f;          ///< 0 = calm, 1 = as learned, at most 2
  std::span<const float> encoding;  ///< description().encoding_size values; empty = none (the null code)
  /** How strongly the encoding steers: 0 = not at all, 1 = as trained, at most 3. */
  float guidance = 1.f;
  /** How closely passages of the corpus are followed: 0 = none is, 1 = as calibrated. */
  float memory = 1.f;
  /** The longest passage that is followed before it must be left, seconds. */
  float memory_limit_s = std::numeric_limits<float>::infinity();
  Listening heard = {};
};

/** The frames of one step, valid until the engine's next step. Row-major, frames_per_step x bands. */
struct DecodedFrames {
  std::span<const float> mean;   ///< expected natural log amplitude of each band
  std::span<const float> level;  ///< share of noise texture in each band: 0 = none, 1 = as in white noise
  /** Of the whole step, between stereo_edges(): as many as there are bands; empty = it is mono. */
  std::span<const ImageBand> image = {};
};

class Engine;

/** A step that an engine is to take, with others (Engine::step_together()). */
struct EngineStep {
  Engine* engine = nullptr;
  StepControls controls = {};
  Random* random = nullptr;
  DecodedFrames frames = {};  ///< made by the step
};

/**
 * The interface between a trained model and the code that plays it: holds the state of an endless performance
 * and advances it step by step. One thread at a time. After construction nothing allocates.
 */
class Engine {
 public:
  virtual ~Engine() = default;

  virtual const ModelDescription& description() const = 0;

  /**
   * Restarts from stored priming state `index` (modulo their number; from the learned start if there are
   * none).
   */
  virtual void prime(std::size_t index) = 0;

  /**
   * Runs over given latents instead of generated ones (teacher forcing), to start from a sound. `latents` is
   * n x description().latent_size, row-major, normalised as the encoder gives them.
   */
  virtual void follow(std::span<const float> latents, const StepControls& controls) = 0;

  /**
   * Forgets what was played except for the last latents. Called when the encoding turns to another source,
   * because a long memory would keep the previous one going.
   */
  virtual void forget() {}

  /** Draws the next latent and decodes it. */
  virtual DecodedFrames step(const StepControls& controls, Random& random) = 0;

  /**
   * Takes the first of `steps`, which is this engine's, and of those that follow it as many as it can take at
   * once, because they read the same weights; each with the bits of step(). Returns how many it has taken.
   */
  virtual std::size_t step_together(std::span<EngineStep* const> steps);

  /**
   * Encodings of places in the corpus, row-major (n, encoding_size): first those of the priming states, then
   * others in the corpus's order, between which it may drift while no encoding is set. Valid as long as the
   * engine; empty if there are none.
   */
  virtual std::span<const float> places() const { return {}; }

  /** The named encodings, row-major, in the order of description().encodings. Valid as long as the engine. */
  virtual std::span<const float> named_encodings() const { return {}; }

  /**
   * The edges of the bands in which it says where the sound is heard (StereoBands), Hz; empty for a model of
   * mono sound. Valid as long as the engine.
   */
  virtual std::span<const float> stereo_edges() const { return {}; }

  /** How long it follows passages of the corpus; zero for a model without any. */
  virtual PassageTimes passage_times() const { return {}; }

  /**
   * Keeps or restores its state; returns the frames of the last step. Refused by kinds of models that cannot.
   */
  virtual DecodedFrames archive(StateArchive& state);

  /** How often it reset itself to a known state because it had left the training range. */
  virtual std::uint64_t resets() const { return 0; }
};

/** The native engine (without LibTorch) that plays `checkpoint`, or why it cannot be played. */
ErrorOr<std::unique_ptr<Engine>> make_engine(std::shared_ptr<const Checkpoint> checkpoint,
                                             const Arithmetic& arithmetic = {});

}  // namespace aeolian
