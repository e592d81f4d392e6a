// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/config/stream_section.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/printable.h"

namespace aeolian::daemon {
namespace {

void read_mounts(TomlTable& table, StreamSettings& settings) {
  std::vector<std::string> mounts;
  if (!table.read("mounts", mounts)) return;
  constexpr std::size_t most = 8;
  if (mounts.empty() || mounts.size() > most) {
    return table.refuse("mounts", "must name 1 to " + std::to_string(most) + " mounts");
  }
  for (std::size_t i = 0; i < mounts.size(); ++i) {
    const bool is_again = std::count(mounts.begin(), mounts.end(), mounts[i]) > 1;
    const std::string fault = is_again ? "is named twice" : fault_of_mount(mounts[i]);
    if (!fault.empty()) return table.refuse_element("mounts", i, in_quotes(mounts[i]) + " " + fault);
  }
  settings.mounts = std::move(mounts);
}

}  // namespace

void read_stream(TomlTable& table, const std::filesystem::path& folder, StreamSettings& settings) {
  static constexpr std::array<std::string_view, 2> formats{"opus", "flac"};
  table.read("on", settings.on);
  table.read("host", settings.host);
  table.read("port", settings.port, 1, 65535);
  read_mounts(table, settings);
  auto format = static_cast<std::size_t>(settings.format);
  if (table.read_choice("format", format, formats)) settings.format = static_cast<StreamFormat>(format);
  table.read("bitrate", settings.bitrate, 16, 510);
  table.read("user", settings.user);
  table.read("password", settings.password);
  std::string file;
  if (table.read("password_file", file) && !file.empty()) settings.password_file = folder / file;
  if (!settings.password.empty() && !settings.password_file.empty()) {
    table.refuse("password", "and \"password_file\" exclude each other");
  }
  if (table.read("name", settings.name) && settings.name.empty()) table.refuse("name", "is empty");
  table.read("description", settings.description);
  table.read("public", settings.is_public);
  table.read("titles", settings.titles);
}

}  // namespace aeolian::daemon
