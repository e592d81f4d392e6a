// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace aeolian::trainer {

/** An entry of a folder of sounds. */
struct FolderEntry {
  std::filesystem::path path;
  std::string left_out;  ///< reason for not reading it; empty = a regular file
};

/** All entries of a folder, recursively. */
struct FolderListing {
  std::vector<FolderEntry> entries;  ///< sorted by path; each linked folder once
  /** Number of files and folders left out because their names begin with a dot. */
  int hidden = 0;
};

/**
 * Lists a folder, following links. Entries that are neither files nor folders, and folders that cannot be
 * opened, are listed as left out.
 */
FolderListing list_folder(const std::filesystem::path& folder);

}  // namespace aeolian::trainer
