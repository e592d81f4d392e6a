// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <tl/expected.hpp>

#include "core/audio/sound_file.h"

namespace aeolian {

/** The reason why a file gives no sound here; the previous reader has reported what is wrong with it. */
enum class NoMedia {
  not_built,  ///< this program has no libavformat
  no_sound,   ///< not a known container, or nothing in it can be decoded
};

/**
 * Reads the best sound stream of a regular file with libavformat and libavcodec, mixed down like
 * read_sound(). If decoding fails in the middle, the sound before is returned. No other file is opened, and
 * no network: playlists are not sound.
 */
tl::expected<Sound, NoMedia> read_media_file(const std::filesystem::path& path);

}  // namespace aeolian
