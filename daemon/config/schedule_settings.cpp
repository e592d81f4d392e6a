// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config/schedule_settings.h"

#include <string>
#include <utility>

#include "core/control/schedule.h"

namespace aeolian::daemon {

void read_schedule(TomlTable& table, ScheduleSettings& settings) {
  table.read("on", settings.on);
  std::vector<std::string> lines;
  if (!table.read("entries", lines)) return;
  if (lines.size() > Schedule::most_entries) {
    return table.refuse("entries", "has more than " + std::to_string(Schedule::most_entries) + " lines");
  }
  settings.entries.clear();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto entry = parse_schedule_entry(lines[i]);
    if (entry) {
      settings.entries.push_back(std::move(*entry));
    } else {
      table.refuse_element("entries", i, in_words(entry.error(), lines[i]));
    }
  }
}

}  // namespace aeolian::daemon
