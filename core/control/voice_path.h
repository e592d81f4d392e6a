// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/control/event.h"

namespace aeolian {

/** Prefix, before the voice's number, of the paths of one voice: "/voice/2/gain". */
inline constexpr std::string_view voice_path_prefix = "/voice/";

/** A path, without its voice, and that voice. */
struct VoicePath {
  VoiceNumber voice = all_voices;
  std::string_view path;
};

/**
 * Splits "/voice/2/gain" into voice 2 and "/gain". A path that does not name a voice from 1 to most_voices in
 * this way (without leading zeros) is returned unchanged, for all voices.
 */
VoicePath split_voice_path(std::string_view path);

/** Returns `path` for one voice, "/voice/2/gain"; for all voices it is `path` itself. */
std::string voice_path(VoiceNumber voice, std::string_view path);

}  // namespace aeolian
