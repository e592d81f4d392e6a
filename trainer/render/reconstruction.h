// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>

#include "core/error.h"
#include "core/generator/model_source.h"

namespace aeolian {

/** Samples that a voice plays before the first one of a sound whose frames it is given from their beginning.
 */
int lead_in(const Voice& voice, const FrontEnd& front_end);

/** What a model makes of a sound when it draws nothing. */
struct Reconstruction {
  std::unique_ptr<Source> source;  ///< plays it, and then on and on what it ended with
  int skip = 0;                    ///< samples before the sound's first one
};

/**
 * Plays `samples`, which are at the model's rate, as the model keeps them: through its codec, as segments
 * decoded from their own codes, or as bytes. Refused for the next-frame LSTM, which keeps nothing.
 */
ErrorOr<Reconstruction> make_reconstruction(std::shared_ptr<const Checkpoint> checkpoint,
                                            const SoundEncoder& encoder, std::span<const float> samples,
                                            const VoiceOptions& options);

}  // namespace aeolian
