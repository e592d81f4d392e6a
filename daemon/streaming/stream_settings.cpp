// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/streaming/stream_settings.h"

#include <algorithm>

#include "core/atomic_file.h"

namespace aeolian::daemon {

StreamFormat stream_format_of(const StreamSettings& settings, const std::string& mount) {
  if (mount.ends_with(".opus")) return StreamFormat::opus;
  if (mount.ends_with(".flac")) return StreamFormat::flac;
  return settings.format;
}

ErrorOr<std::string> password_of(const StreamSettings& settings) {
  const auto& file = settings.password_file;
  if (file.empty()) return settings.password;
  constexpr std::size_t largest = 4096;
  const auto text = read_whole_file(file, largest);
  if (!text) return fail("the password file " + file.string() + ": " + text.error().message);
  return text->substr(0, text->find_first_of("\r\n"));
}

std::string fault_of_mount(const std::string& mount) {
  const bool is_plain = std::ranges::all_of(mount, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '.' || c == '-' || c == '_';
  });
  constexpr std::size_t longest = 128;
  if (mount.size() < 2 || mount.front() != '/') return "is not a mount, such as /aeolian.opus";
  if (!is_plain || mount.size() > longest)
    return "is not a mount: use up to 128 of a-z, A-Z, 0-9, /, ., - and _";
  return {};
}

}  // namespace aeolian::daemon
