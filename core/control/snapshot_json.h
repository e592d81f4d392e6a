// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/control/parameters.h"
#include "core/error.h"

namespace aeolian {

/**
 * The value of every parameter by name, as in presets and the state; "of_voices" holds, by voice number, the
 * values that belong to single voices.
 */
nlohmann::json json_of(const Snapshot& snapshot);

/**
 * Reads the snapshot in `parameters`; missing values are taken from `snapshot`, except those of single
 * voices. Errors are worded to follow the file's name.
 */
ErrorOr<Snapshot> snapshot_of(const nlohmann::json& parameters, Snapshot snapshot);

}  // namespace aeolian
