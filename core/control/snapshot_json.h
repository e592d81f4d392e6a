// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/control/parameters.h"
#include "core/error.h"

namespace aeolian {

/** The value of every parameter by its name, as in presets and the state. */
nlohmann::json json_of(const Snapshot& snapshot);

/**
 * The snapshot in `parameters`; values that it lacks are taken from `snapshot`. Errors are worded to follow
 * the file's name.
 */
ErrorOr<Snapshot> snapshot_of(const nlohmann::json& parameters, Snapshot snapshot);

}  // namespace aeolian
