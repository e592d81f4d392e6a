// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/audio/sound_file.h"
#include "core/error.h"

namespace aeolian {

/**
 * Reads a whole sound file as read_sound() does, and with libavformat and libavcodec what libsndfile cannot
 * read: AAC, WMA, AC-3, the sound of a video, a WAV with a broken header. Where the program was built without
 * these libraries, the error names what to install.
 *
 * Only the trainer reads so: the daemon, which plays for months, does not load decoders of a hundred formats.
 * LibTorch beside, linking them costs the trainer nothing.
 */
ErrorOr<Sound> read_any_sound(const std::filesystem::path& path);

/** Whether a file of this name is likely to have sound that libsndfile cannot read: "voice.m4a", "party.mp4".
 */
bool has_media_ending(const std::filesystem::path& path);

}  // namespace aeolian
