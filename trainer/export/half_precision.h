// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/checkpoint.h"

namespace aeolian {

/**
 * Rounds the networks' matrices and the passages, nearly all of a checkpoint, to half floats, so that its
 * file is half as large: the rounding is far below what training leaves undecided and what the codec loses.
 * Stays exact: a tensor beyond the range of halves, or so small in it that more than 11 bits are lost; and
 * all others, which are small, and of which some are row numbers (anchors) or limits that playing is held to
 * (statistics).
 */
void round_to_half(Checkpoint& checkpoint);

}  // namespace aeolian
