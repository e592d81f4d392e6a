// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>

#include "core/audio/sound_file.h"

namespace aeolian::trainer {

/** The reason why a file gives no sound here. */
struct MediaFault {
  enum class Kind {
    not_built,  ///< this program has no libavformat
    no_sound,   ///< not a known container, or nothing in it can be decoded
    refused,    ///< its sound cannot be used
  };
  Kind kind;
  std::string reason = {};  ///< if it is refused; names the file
};

/**
 * Reads the best sound stream of a regular file with libavformat and libavcodec, mixed down like
 * read_sound(), which refuses the same values. If decoding fails in the middle, the sound before is returned,
 * with a note. No other file is opened, and no network: playlists are not sound.
 */
tl::expected<Sound, MediaFault> read_media_file(const std::filesystem::path& path, Channels channels);

}  // namespace aeolian::trainer
