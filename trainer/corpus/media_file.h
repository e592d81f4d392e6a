// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <tl/expected.hpp>

#include "core/audio/sound_file.h"

namespace aeolian {

/** Why a file gives no sound here; its reader before this one has told what is wrong with it. */
enum class NoMedia {
  not_built,  ///< this program has no libavformat
  no_sound,   ///< no container of sound that it knows, or nothing in it that can be decoded
};

/**
 * Reads the best sound stream of a regular file with libavformat and libavcodec, mixed down as read_sound()
 * does. What breaks off gives what was before. No other file is opened, and no network: playlists are no
 * sound.
 */
tl::expected<Sound, NoMedia> read_media_file(const std::filesystem::path& path);

}  // namespace aeolian
