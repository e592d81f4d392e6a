// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/checkpoint.h"
#include "trainer/dataset/dataset.h"
#include "trainer/export/trained_model.h"
#include "trainer/learn/autoencoder_objective.h"
#include "trainer/learn/byte_objective.h"
#include "trainer/learn/frame_lstm_objective.h"

namespace aeolian::trainer {

// These functions work like make_small_checkpoint(), but without calibration.

/** Makes a checkpoint with priming states, without encodings. */
Checkpoint make_frame_lstm_checkpoint(ModelDescription description, const Dataset& dataset,
                                      FrameLstmObjective& objective);

/** Makes a checkpoint with named encodings; its priming states are codes of the corpus's segments. */
Checkpoint make_autoencoder_checkpoint(ModelDescription description, const Dataset& dataset,
                                       AutoencoderObjective& objective, const TaskProgress& progress = {});

/**
 * Makes a checkpoint with priming states, which for an interim checkpoint have read less sound. `dataset`
 * contains bytes, which were divided by `full_scale`.
 */
Checkpoint make_byte_checkpoint(ModelDescription description, const Dataset& dataset, float full_scale,
                                ByteObjective& objective, Closing closing = Closing::whole,
                                const TaskProgress& progress = {});

}  // namespace aeolian::trainer
