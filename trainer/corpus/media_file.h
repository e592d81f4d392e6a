// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>

#include "core/audio/sound_file.h"

namespace aeolian::trainer {

/** The reason why a file yields no sound. */
struct MediaFault {
  enum class Kind {
    not_built,  ///< this program has no libavformat
    no_sound,   ///< not a known container, or nothing in it can be decoded
    refused,    ///< the sound cannot be used
  };
  Kind kind;
  std::string reason = {};  ///< if refused; names the file
};

/**
 * Reads the best sound stream of a regular file with libavformat and libavcodec, mixed down like
 * read_sound(), and refuses the same values. If decoding fails half-way, returns the sound up to there, with
 * a note. Opens no other file and no network connection: playlists are not sound.
 */
tl::expected<Sound, MediaFault> read_media_file(const std::filesystem::path& path, Channels channels);

}  // namespace aeolian::trainer
