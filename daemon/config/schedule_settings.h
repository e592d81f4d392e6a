// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/control/schedule_entry.h"
#include "daemon/config/toml_table.h"

namespace aeolian::daemon {

/** The configured schedule. */
struct ScheduleSettings {
  bool on = true;
  std::vector<ScheduleEntry> entries;
  bool operator==(const ScheduleSettings&) const = default;
};

/**
 * Reads the section [schedule]. An error gives the line's position in the file and the position within the
 * line.
 */
void read_schedule(TomlTable& table, ScheduleSettings& settings);

}  // namespace aeolian::daemon
