// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/model/checkpoint.h"
#include "core/model/layers.h"

namespace aeolian {

/** A sound as latents and an encoding. */
struct EncodedSound {
  /** steps x latent_size, row-major, for Engine::follow(). For the bytes baseline: the bytes, 0 to 255. */
  std::vector<float> latents;
  std::vector<float> encoding;  ///< encoding_size values of norm 1; empty for a model without encodings
};

/** Encodes sound to latents and a global encoding, natively. Not for real-time threads: it allocates. */
class SoundEncoder {
 public:
  static ErrorOr<SoundEncoder> create(std::shared_ptr<const Checkpoint> checkpoint);
  SoundEncoder(SoundEncoder&&) noexcept;
  SoundEncoder& operator=(SoundEncoder&&) noexcept;
  ~SoundEncoder();

  /**
   * Encodes `samples` at the model's rate. If they are shorter than one step, the error says how long they
   * must be.
   */
  ErrorOr<EncodedSound> encode(std::span<const float> samples) const;

  /**
   * Returns the encoding of a sound with these latents: from all of them (small) or the last segment
   * (autoencoder); empty for a model without encodings.
   */
  std::vector<float> encoding_of(std::span<const float> latents) const;

 private:
  struct Layers;
  explicit SoundEncoder(std::unique_ptr<Layers> layers);
  std::unique_ptr<Layers> layers_;
};

}  // namespace aeolian
