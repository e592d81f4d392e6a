// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/generator/model_source.h"

namespace aeolian::trainer {

/**
 * The number of samples that a voice plays before the first sample of a sound, if it is given all frames of
 * the sound.
 */
int lead_in(const Voice& voice, const FrontEnd& front_end);

/** A sound reconstructed by a model, without random draws. */
struct Reconstruction {
  std::unique_ptr<Source> source;  ///< plays the sound, then continues with its end
  int skip = 0;                    ///< samples before the first one of the sound
};

/**
 * Reconstructs `samples`, at the model's rate: through its codec, as segments decoded from their own codes,
 * or as bytes. Refused for the next-frame LSTM, which has no codec.
 */
ErrorOr<Reconstruction> make_reconstruction(std::shared_ptr<const Checkpoint> checkpoint,
                                            const SoundEncoder& encoder, std::span<const float> samples,
                                            const VoiceOptions& options);

/** Plays the first `length` samples of the sound. */
std::vector<float> play(const Reconstruction& reconstruction, std::size_t length);

}  // namespace aeolian::trainer
