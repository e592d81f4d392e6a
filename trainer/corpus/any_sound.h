// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/error.h"

namespace aeolian::trainer {

/**
 * Reads a whole sound file like read_sound(); with libavformat and libavcodec also those that libsndfile
 * cannot read: AAC, WMA, AC-3, the sound of a video, a WAV with a broken header. If the program was built
 * without these libraries, the error says what to install.
 *
 * Only the trainer uses this. The daemon runs for months and should not load decoders for a hundred formats;
 * in the trainer, beside LibTorch, they add nothing noticeable.
 */
ErrorOr<Sound> read_any_sound(const std::filesystem::path& path, Channels channels = Channels::mono);

/** Reads the samples of such a file, resampled to `rate` Hz. */
ErrorOr<std::vector<float>> read_any_sound_at(const std::filesystem::path& path, int rate);

/** Whether a file name suggests a sound that libsndfile cannot read: "voice.m4a", "party.mp4". */
bool has_media_ending(const std::filesystem::path& path);

}  // namespace aeolian::trainer
