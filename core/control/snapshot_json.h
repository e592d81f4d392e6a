// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/control/parameters.h"
#include "core/error.h"

namespace aeolian {

/**
 * The value of every parameter by its name, as in presets and the state; in "of_voices" by the voice's number
 * those that voices have of their own.
 */
nlohmann::json json_of(const Snapshot& snapshot);

/**
 * The snapshot in `parameters`; values that it lacks are taken from `snapshot`, but for
 * those that voices have of their own. Errors are worded to follow
 * the file's name.
 */
ErrorOr<Snapshot> snapshot_of(const nlohmann::json& parameters, Snapshot snapshot);

}  // namespace aeolian
