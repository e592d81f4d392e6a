// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "core/error.h"
#include "core/model/description.h"
#include "core/random.h"

namespace aeolian {

class Checkpoint;

/** What steers one step of an engine. */
struct StepControls {
  float temperature = 1.f;          ///< 1 = as learned, 0 = as calm as can be and still alive, at most 2
  std::span<const float> encoding;  ///< description().encoding_size values; empty = none (the null code)
  float guidance = 1.f;             ///< how far the encoding leads: 0 = not at all, 1 = as learned, at most 3
};

/** The frames of one step, valid until the engine's next step. Row-major, frames_per_step x bands. */
struct DecodedFrames {
  std::span<const float> mean;   ///< expected natural log amplitude of each band
  std::span<const float> level;  ///< share of noise texture in each band: 0 = none, 1 = as white noise has
};

/**
 * The seam between a trained model and whoever plays it: holds the state of one endless performance and
 * advances it step by step. One thread at a time. After construction nothing allocates.
 */
class Engine {
 public:
  virtual ~Engine() = default;

  virtual const ModelDescription& description() const = 0;

  /** Starts again from stored priming state `index` (modulo their number; the learned start where none is).
   */
  virtual void prime(std::size_t index) = 0;

  /**
   * Runs over given latents instead of generated ones (teacher forcing), as to start from a sound. `latents`
   * is n x description().latent_size, row-major, normalised as the encoder gives them.
   */
  virtual void follow(std::span<const float> latents, const StepControls& controls) = 0;

  /**
   * Forgets what was played but for the last moments: to be told when the encoding turns to another source,
   * as a long memory would hold on to the one before.
   */
  virtual void forget() {}

  /** Draws the next latent and decodes it. */
  virtual DecodedFrames step(const StepControls& controls, Random& random) = 0;

  /**
   * Encodings of places of the corpus, row-major (n, encoding_size), those of the priming states first, the
   * others in the corpus's order: what it may wander among while no encoding is set. Valid as long as the
   * engine; empty where it knows none.
   */
  virtual std::span<const float> places() const { return {}; }

  /** The encodings that have names, row-major, as description().encodings lists them. Valid as long as it. */
  virtual std::span<const float> named_encodings() const { return {}; }

  /** Times that it began anew from a known state by itself, as it had left what it has learned. */
  virtual std::uint64_t resets() const { return 0; }
};

/** The native engine (no LibTorch) that plays `checkpoint`, or why it cannot be played. */
ErrorOr<std::unique_ptr<Engine>> make_engine(std::shared_ptr<const Checkpoint> checkpoint);

}  // namespace aeolian
