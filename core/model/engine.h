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

/** How strongly a step follows the input sound. */
struct Listening {
  Heard sound = {};
  float shadow = 0.f;    ///< how much passages are chosen by their similarity to it, 0..1
  float remember = 0.f;  ///< share of the followed passages that come from the input, 0..1
  float through = 0.f;   ///< how much of the input's latent replaces the one drawn, 0..1
};

/** The controls of one step. */
struct StepControls {
  float temperature = 1.f;          ///< 0 = calm, 1 = as learned, at most 2
  std::span<const float> encoding;  ///< description().encoding_size values; empty = none (the null code)
  /** How strongly the encoding steers: 0 = not at all, 1 = as trained, at most 3. */
  float guidance = 1.f;
  /** How closely passages of the corpus are followed: 0 = not at all, 1 = as calibrated. */
  float memory = 1.f;
  /** Longest time that one passage may be followed, seconds. */
  float memory_limit_s = std::numeric_limits<float>::infinity();
  Listening heard = {};
};

/** The frames of one step, valid until the engine's next step. Row-major, frames_per_step x bands. */
struct DecodedFrames {
  std::span<const float> mean;   ///< expected natural log amplitude of each band
  std::span<const float> level;  ///< share of noise texture in each band: 0 = none, 1 = as in white noise
  /** Stereo image of the whole step, one per band between stereo_edges(); empty = mono. */
  std::span<const ImageBand> image = {};
};

class Engine;

/** A step for an engine to take together with others (Engine::step_together()). */
struct EngineStep {
  Engine* engine = nullptr;
  StepControls controls = {};
  Random* random = nullptr;
  DecodedFrames frames = {};  ///< the result
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
   * Advances over given latents instead of generated ones (teacher forcing), to start from a sound. `latents`
   * is n x description().latent_size, row-major, normalised as the encoder returns them.
   */
  virtual void follow(std::span<const float> latents, const StepControls& controls) = 0;

  /**
   * Forgets the past except for the last latents. Called when the encoding turns to another source, because a
   * long memory would keep the previous one going.
   */
  virtual void forget() {}

  /** Draws the next latent and decodes it. */
  virtual DecodedFrames step(const StepControls& controls, Random& random) = 0;

  /**
   * Takes the first of `steps`, which is this engine's, together with as many of the following ones as it can
   * take at once because they share its weights; each with the same bits as step(). Returns the number of
   * steps taken.
   */
  virtual std::size_t step_together(std::span<EngineStep* const> steps);

  /**
   * Encodings of places in the corpus, row-major (n, encoding_size): first those of the priming states, then
   * others in the order of the corpus, for the drift while no encoding is set. Valid as long as the engine;
   * may be empty.
   */
  virtual std::span<const float> places() const { return {}; }

  /** The named encodings, row-major, in the order of description().encodings. Valid as long as the engine. */
  virtual std::span<const float> named_encodings() const { return {}; }

  /**
   * Edges of the bands of the stereo image (StereoBands), Hz; empty for a mono model. Valid as long as the
   * engine.
   */
  virtual std::span<const float> stereo_edges() const { return {}; }

  /** For how long it has followed passages of the corpus; zero for a model without passages. */
  virtual PassageTimes passage_times() const { return {}; }

  /**
   * Saves or restores its state; returns the frames of the last step. Fails for kinds of models that cannot.
   */
  virtual DecodedFrames archive(StateArchive& state);

  /** Number of resets to a known state because it had left the training range. */
  virtual std::uint64_t resets() const { return 0; }
};

/**
 * Creates the native engine (without LibTorch) that plays `checkpoint`; the error says why it cannot be
 * played.
 */
ErrorOr<std::unique_ptr<Engine>> make_engine(std::shared_ptr<const Checkpoint> checkpoint,
                                             const Arithmetic& arithmetic = {});

}  // namespace aeolian
