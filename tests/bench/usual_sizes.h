// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/description.h"

namespace aeolian {

/** The default sizes that `aeolian train` gives a model of 44.1 kHz sound. */
ModelDescription usual_sizes(ModelKind kind);

}  // namespace aeolian
