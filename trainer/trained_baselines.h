#pragma once

#include "core/model/checkpoint.h"
#include "trainer/autoencoder_learner.h"
#include "trainer/byte_learner.h"
#include "trainer/dataset.h"
#include "trainer/frame_lstm_learner.h"
#include "trainer/trained_model.h"

namespace aeolian {

// As make_small_checkpoint() does, but there is nothing to calibrate.

/** With priming states, and without encodings. */
Checkpoint make_frame_lstm_checkpoint(ModelDescription description, const Dataset& dataset,
                                      FrameLstmLearner& learner);

/** With named encodings; its priming states are codes of the corpus's segments. */
Checkpoint make_autoencoder_checkpoint(ModelDescription description, const Dataset& dataset,
                                       AutoencoderLearner& learner, const TaskProgress& progress = {});

/** With priming states; those of a stopgap have heard less. `dataset` is of bytes, which were divided by
 * `full_scale`. */
Checkpoint make_byte_checkpoint(ModelDescription description, const Dataset& dataset, float full_scale,
                                ByteLearner& learner, Closing closing = Closing::whole,
                                const TaskProgress& progress = {});

}  // namespace aeolian
