// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/checkpoint.h"

namespace aeolian::trainer {

/**
 * Rounds nearly all of a checkpoint, which makes its file a third as large. The error is far below the
 * uncertainty left by training and the loss of the codec. The networks' matrices become half floats; the
 * latents and innovations of the passages become whole numbers from -127 to 127, with a scale for each of
 * their values. Left exact: a matrix beyond the range of half floats, or so small that it would lose more
 * than 11 bits; passages that already have a scale; and all other tensors, which are small, and some of which
 * are row numbers (anchors) or limits for playing (statistics).
 */
void round_checkpoint(Checkpoint& checkpoint);

}  // namespace aeolian::trainer
