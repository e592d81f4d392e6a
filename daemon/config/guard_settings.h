// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/generator/fault_detector.h"
#include "core/model/checkpoint.h"
#include "core/stream/overload.h"
#include "daemon/config/toml_table.h"

namespace aeolian::daemon {

/** Reads the section [guard]. */
void read_guard(TomlTable& table, GuardSettings& settings);

/** Reads the section [overload]. */
void read_overload(TomlTable& table, OverloadSettings& settings);

/**
 * Returns the settings adapted to this model's corpus. If its sounds hardly move, as with rain and drones,
 * the check for a frozen spectrum is off; if it was recorded quietly, a sound as quiet as the corpus counts
 * neither as too quiet nor as silence.
 */
GuardSettings fitted(GuardSettings settings, const Checkpoint& checkpoint);

}  // namespace aeolian::daemon
