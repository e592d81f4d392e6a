// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/error.h"

namespace aeolian::trainer {

/** A file that may be a sound of the corpus. */
struct SoundSource {
  std::filesystem::path path;
  std::string name;       ///< of the file, within the given folder
  std::string group;      ///< sounds learned together: the NAME of NAME=PATH, the folder, or the file's stem
  std::string left_out;   ///< reason for not trying it; empty = it is tried
  bool is_named = false;  ///< given directly, rather than found in a folder
};

/**
 * Lists the files of `paths` (PATH or NAME=PATH) in order, folders recursively. Anything that is not a
 * regular file or was given twice is listed as left out; hidden files are counted. Refuses a path that does
 * not exist and an empty folder.
 */
ErrorOr<std::vector<SoundSource>> find_sources(const std::vector<std::string>& paths);

/**
 * Reads such a file like read_any_sound(). A file found in a folder whose name does not suggest sound is
 * tried as well, but only like read_sound(), and its error is short.
 */
ErrorOr<Sound> read_source(const SoundSource& source, Channels channels = Channels::mono);

}  // namespace aeolian::trainer
