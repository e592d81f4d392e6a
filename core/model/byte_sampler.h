// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "core/model/checkpoint.h"
#include "core/model/layers.h"
#include "core/random.h"

namespace aeolian {

/** Values that a sample of 8 bits has. */
inline constexpr int byte_values = 256;

/** The byte of a sample in -1..1, linear as in a WAV file of 8 bits: 128 is 0. What is beyond is clipped. */
std::uint8_t byte_of(float sample);
/** The sample in -1..1 that a byte stands for. */
float sample_of(std::uint8_t byte);

/** Full scale of a bytes model, by which samples are divided. Refused where it is not one. */
ErrorOr<float> full_scale_of(const Checkpoint& checkpoint);

/**
 * The baseline that knows nothing of sound: an LSTM that is given samples of 8 bits, one after the other, and
 * says how likely each value of the next one is. One thread. After create() nothing allocates.
 */
class ByteSampler {
 public:
  /** Refuses a checkpoint of another kind, or with tensors other than a bytes model has. */
  static ErrorOr<ByteSampler> create(std::shared_ptr<const Checkpoint> checkpoint);

  const ModelDescription& description() const { return checkpoint_->description; }

  /** What a full byte stands for: samples are divided by it before they become bytes. */
  float full_scale() const { return full_scale_; }

  /** Starts again from stored priming state `index` (modulo their number; from silence where none is). */
  void prime(std::size_t index);

  /** Goes on from this byte. */
  void hear(std::uint8_t byte);

  /** The next byte's distribution at a temperature of 0..2 (1 = as learned); valid until the next call. */
  std::span<const float> distribution(float temperature);

  /** Draws the next byte, and goes on from it. */
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
