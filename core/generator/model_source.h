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
 * A source that plays `checkpoint`, of any kind: a Voice if it makes frames, a ByteSource if it makes bytes.
 * It continues from `heard` if given. An encoding for a model without encodings is refused.
 */
ErrorOr<std::unique_ptr<Source>> make_model_source(std::shared_ptr<const Checkpoint> checkpoint,
                                                   const VoiceOptions& options,
                                                   const EncodedSound* heard = nullptr);

}  // namespace aeolian
