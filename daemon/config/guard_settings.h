// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/generator/fault_detector.h"
#include "core/model/checkpoint.h"
#include "core/stream/overload.h"
#include "daemon/config/toml_table.h"

namespace aeolian {

/** Reads the section [guard]. */
void read_guard(TomlTable& table, GuardSettings& settings);

/** Reads the section [overload]. */
void read_overload(TomlTable& table, OverloadSettings& settings);

/**
 * The settings as this model's corpus wants them: one that hardly moves by itself, as rain and drones, is not
 * called frozen; one that was recorded softly is neither quiet nor silent where it is as soft as that.
 */
GuardSettings fitted(GuardSettings settings, const Checkpoint& checkpoint);

}  // namespace aeolian
