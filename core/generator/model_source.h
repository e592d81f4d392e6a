// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/error.h"
#include "core/generator/source.h"
#include "core/generator/voice.h"
#include "core/model/checkpoint.h"
#include "core/model/sound_encoder.h"

namespace aeolian {

/**
 * The source that plays `checkpoint`, of whatever kind: a Voice where it makes frames, a ByteSource where it
 * makes bytes. It goes on from `heard` where that is given. An encoding for a model without encodings is
 * refused.
 */
ErrorOr<std::unique_ptr<Source>> make_model_source(std::shared_ptr<const Checkpoint> checkpoint,
                                                   const VoiceOptions& options,
                                                   const EncodedSound* heard = nullptr);

}  // namespace aeolian
