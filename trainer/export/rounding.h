// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/checkpoint.h"

namespace aeolian::trainer {

/**
 * Rounds nearly all of a checkpoint, so that its file is a third as large, by far less than training leaves
 * undecided and the codec loses: the networks' matrices to half floats; the latents and innovations of the
 * passages to whole numbers from -127 to 127, with a scale for each of their values. Stays exact: a matrix
 * beyond the range of halves, or so small in it that more than 11 bits are lost; passages that have a scale;
 * and all other tensors, which are small, and of which some are row numbers (anchors) or limits that playing
 * is held to (statistics).
 */
void round_checkpoint(Checkpoint& checkpoint);

}  // namespace aeolian::trainer
