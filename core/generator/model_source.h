// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/error.h"
#include "core/generator/ear.h"
#include "core/generator/source.h"
#include "core/generator/voice.h"
#include "core/model/checkpoint.h"
#include "core/model/sound_encoder.h"

namespace aeolian {

/** As many voices of a model as `options` allow, with the seeds of their numbers; they share its weights. */
ErrorOr<std::vector<std::unique_ptr<Voice>>> make_voices(const std::shared_ptr<const Checkpoint>& checkpoint,
                                                         VoiceOptions options);

/** The ear of a model; null if it is of a kind that cannot listen (Ear::create()). */
std::shared_ptr<Ear> ear_of(std::shared_ptr<const Checkpoint> checkpoint, WeightFormat weights);

/** The ensemble of `voices`. `options`: theirs. */
std::unique_ptr<Source> together(std::vector<std::unique_ptr<Voice>> voices, const VoiceOptions& options);

/**
 * A source that plays `checkpoint`, of any kind: voices if it makes frames, a ByteSource if it makes bytes.
 * It continues from `heard` if given. An encoding for a model without encodings is refused.
 */
ErrorOr<std::unique_ptr<Source>> make_model_source(std::shared_ptr<const Checkpoint> checkpoint,
                                                   const VoiceOptions& options,
                                                   const EncodedSound* heard = nullptr);

}  // namespace aeolian
