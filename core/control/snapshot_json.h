// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/control/parameters.h"
#include "core/error.h"

namespace aeolian {

/** The value of every parameter by its name, as presets and the state keep it. */
nlohmann::json json_of(const Snapshot& snapshot);

/** What `parameters` says; a parameter that it does not name is as in `snapshot`. Errors go on after the name
 * of the file. */
ErrorOr<Snapshot> snapshot_of(const nlohmann::json& parameters, Snapshot snapshot);

}  // namespace aeolian
