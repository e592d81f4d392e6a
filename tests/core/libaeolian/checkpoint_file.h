// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace aeolian {

/** Writes the checkpoint of a small untrained model (random_checkpoint()). */
void write_random_checkpoint(const std::filesystem::path& path);

/** The same, with passages to follow (add_recollection()). */
void write_leaning_checkpoint(const std::filesystem::path& path);

/** The same, for stereo sound (add_image()). */
void write_stereo_checkpoint(const std::filesystem::path& path);

}  // namespace aeolian
