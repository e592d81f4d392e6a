// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "core/model/checkpoint.h"
#include "core/model/layers.h"
#include "core/random.h"

namespace aeolian {

/** Number of values of an 8-bit sample. */
inline constexpr int byte_values = 256;

/**
 * Converts a sample in -1..1 to a byte, linear as in an 8-bit WAV file: 128 is 0. Values beyond are clipped.
 */
std::uint8_t byte_of(float sample);
/** Converts a byte to a sample in -1..1. */
float sample_of(std::uint8_t byte);

/** Full scale of a bytes model, by which samples are divided. Fails if it is not above 0. */
ErrorOr<float> full_scale_of(const Checkpoint& checkpoint);

/**
 * The bytes baseline: an LSTM that reads 8-bit samples one after another and gives the distribution of the
 * next one. One thread. After create() nothing allocates.
 */
class ByteSampler {
 public:
  /** Refuses a checkpoint of another kind, or one whose tensors are not those of a bytes model. */
  static ErrorOr<ByteSampler> create(std::shared_ptr<const Checkpoint> checkpoint,
                                     const Arithmetic& arithmetic = {});

  const ModelDescription& description() const { return checkpoint_->description; }

  float full_scale() const { return full_scale_; }

  /** Restarts from stored priming state `index` (modulo their number; from silence if there is none). */
  void prime(std::size_t index);

  /** Feeds this byte to the network. */
  void hear(std::uint8_t byte);

  /** The next byte's distribution at a temperature of 0..2 (1 = as learned); valid until the next call. */
  std::span<const float> distribution(float temperature);

  /** Draws the next byte, and feeds it to the network. */
  std::uint8_t draw(float temperature, Random& random);

 private:
  ByteSampler(std::shared_ptr<const Checkpoint> checkpoint, LstmStack lstm, LinearLayer output,
              float full_scale);

  std::shared_ptr<const Checkpoint> checkpoint_;
  LstmStack lstm_;
  LinearLayer output_;
  float full_scale_;
  Vector shares_;
};

}  // namespace aeolian
