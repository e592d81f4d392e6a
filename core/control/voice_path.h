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

/** `path` of one voice: "/voice/2/gain"; of all voices as it stands. */
std::string voice_path(VoiceNumber voice, std::string_view path);

}  // namespace aeolian
