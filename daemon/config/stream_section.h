// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "daemon/config/toml_table.h"
#include "daemon/streaming/stream_settings.h"

namespace aeolian::daemon {

/** Reads the section [stream]; relative paths are relative to `folder`. */
void read_stream(TomlTable& table, const std::filesystem::path& folder, StreamSettings& settings);

}  // namespace aeolian::daemon
