// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/model/checkpoint.h"
#include "core/model/layers.h"

namespace aeolian {

/** A sound as a model sees it. */
struct EncodedSound {
  /** steps x latent_size, row-major: what Engine::follow() takes. Of the baseline on bytes: those, 0 to 255.
   */
  std::vector<float> latents;
  std::vector<float> encoding;  ///< encoding_size values of norm 1; empty for a model without
};

/** Turns sound into latents and into a global encoding, natively. Not for real-time threads: it allocates. */
class SoundEncoder {
 public:
  static ErrorOr<SoundEncoder> create(std::shared_ptr<const Checkpoint> checkpoint);
  SoundEncoder(SoundEncoder&&) noexcept;
  SoundEncoder& operator=(SoundEncoder&&) noexcept;
  ~SoundEncoder();

  /**
   * Encodes `samples`, which are at the model's rate. Sound of less than one step gives an error that says
   * how much would be enough.
   */
  ErrorOr<EncodedSound> encode(std::span<const float> samples) const;

  /**
   * The encoding of a sound that has these latents: of all of them (small), of the last segment
   * (autoencoder); none of a model without.
   */
  std::vector<float> encoding_of(std::span<const float> latents) const;

 private:
  struct Layers;
  explicit SoundEncoder(std::unique_ptr<Layers> layers);
  std::unique_ptr<Layers> layers_;
};

}  // namespace aeolian
