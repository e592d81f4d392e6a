// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace aeolian {

/** Something under a folder of sounds. */
struct FolderEntry {
  std::filesystem::path path;
  std::string left_out;  ///< why it is not read; empty = a regular file
};

/** All that lies under a folder. */
struct FolderListing {
  std::vector<FolderEntry> entries;  ///< sorted by path; each folder behind a link once
  int hidden = 0;                    ///< files and folders whose names begin with a dot, which are left out
};

/** Links are followed. What is neither a file nor a folder, and a folder that cannot be opened, is left out
 * by name. */
FolderListing list_folder(const std::filesystem::path& folder);

}  // namespace aeolian
