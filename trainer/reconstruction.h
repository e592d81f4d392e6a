#pragma once

#include <memory>
#include <vector>

#include "core/error.h"
#include "core/model/checkpoint.h"
#include "core/model/engine.h"

namespace aeolian {

/**
 * An engine that decodes `latents` (as SoundEncoder gives them) one after the other instead of drawing its
 * own, and the last one on and on: what the codec makes of a sound. Refused for a model without a codec.
 */
ErrorOr<std::unique_ptr<Engine>> make_reconstruction(std::shared_ptr<const Checkpoint> checkpoint,
                                                     std::vector<float> latents);

}  // namespace aeolian
