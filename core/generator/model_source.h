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

/**
 * Makes as many voices of a model as `options` allow, each with the seed of its number; they share the
 * weights.
 */
ErrorOr<std::vector<std::unique_ptr<Voice>>> make_voices(const std::shared_ptr<const Checkpoint>& checkpoint,
                                                         VoiceOptions options);

/** Makes the ear of a model; null if this kind of model cannot listen (Ear::create()). */
std::shared_ptr<Ear> ear_of(std::shared_ptr<const Checkpoint> checkpoint, WeightFormat weights);

/** Combines `voices`, made with `options`, into an ensemble. */
std::unique_ptr<Source> together(std::vector<std::unique_ptr<Voice>> voices, const VoiceOptions& options);

/**
 * Makes a source that plays `checkpoint`, of any kind: voices for models of frames, a ByteSource for models
 * of bytes. It continues from `heard` if given. Refuses an encoding for a model without encodings.
 */
ErrorOr<std::unique_ptr<Source>> make_model_source(std::shared_ptr<const Checkpoint> checkpoint,
                                                   const VoiceOptions& options,
                                                   const EncodedSound* heard = nullptr);

}  // namespace aeolian
