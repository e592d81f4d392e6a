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
 * The settings fitted to this model's corpus: if its sounds hardly move, as in rain and drones, the check for
 * a frozen spectrum is off; if it was recorded softly, as soft a sound counts neither as quiet nor as
 * silence.
 */
GuardSettings fitted(GuardSettings settings, const Checkpoint& checkpoint);

}  // namespace aeolian::daemon
