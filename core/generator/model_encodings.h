// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/encoding_bank.h"
#include "core/error.h"
#include "core/model/checkpoint.h"

namespace aeolian {

/** Returns the named encodings of a checkpoint and their map; the bank may be empty. */
ErrorOr<EncodingBank> encodings_of(const Checkpoint& checkpoint);

}  // namespace aeolian
