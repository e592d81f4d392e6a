// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/control/event.h"

namespace aeolian {

/** Below it, and below the voice's number, lie the paths of one voice: "/voice/2/gain". */
inline constexpr std::string_view voice_path_prefix = "/voice/";

/** A path of all voices, and the voice that is meant. */
struct VoicePath {
  VoiceNumber voice = all_voices;
  std::string_view path;
};

/**
 * "/voice/2/gain" is "/gain" of voice 2. A path that does not name a voice from 1 to most_voices so, without
 * leading zeros, is of all voices as it stands.
 */
VoicePath split_voice_path(std::string_view path);

/** The row of a table whose path `path` is, of all voices or, if the row has that, of one; null = none. */
template <class Table>
auto find_row(const Table& table, std::string_view path) -> decltype(&*table.begin()) {
  const auto [voice, below] = split_voice_path(path);
  for (const auto& row : table) {
    if (row.path == below) return voice == all_voices || row.of_voice ? &row : nullptr;
  }
  return nullptr;
}

/** `path` of one voice: "/voice/2/gain". */
std::string voice_path(VoiceNumber voice, std::string_view path);

}  // namespace aeolian
