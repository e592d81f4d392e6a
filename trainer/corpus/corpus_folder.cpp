// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/corpus/corpus_folder.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "core/input_file.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;

void collect(const fs::path& folder, std::set<fs::path>& visited, FolderListing& found);

void add(const fs::path& path, std::set<fs::path>& visited, FolderListing& found) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    std::error_code error;
    const bool is_link = fs::is_symlink(path, error);
    found.entries.push_back({path, is_link
                                       ? "is a broken link; repair or remove it"
                                       : "cannot be examined: " + std::generic_category().message(errno)});
  } else if (S_ISDIR(status.st_mode)) {
    collect(path, visited, found);
  } else {
    const auto other = other_than_a_file(status.st_mode);
    found.entries.push_back({path, other ? "is " + *other + ", not a file; it was not opened" : ""});
  }
}

void collect(const fs::path& folder, std::set<fs::path>& visited, FolderListing& found) {
  std::error_code error;
  const fs::path place = fs::canonical(folder, error);
  if (!error && !visited.insert(place).second) return;
  std::vector<fs::path> children;
  for (fs::directory_iterator entries(folder, error); !error && entries != fs::directory_iterator();
       entries.increment(error)) {
    const bool is_hidden = entries->path().filename().native().starts_with('.');
    if (is_hidden)
      ++found.hidden;
    else
      children.push_back(entries->path());
  }
  if (error) found.entries.push_back({folder, "cannot be opened: " + error.message()});
  std::ranges::sort(children);  // so that a folder linked twice is found under the same name on every machine
  for (const fs::path& child : children) add(child, visited, found);
}

}  // namespace

FolderListing list_folder(const fs::path& folder) {
  FolderListing found;
  std::set<fs::path> visited;
  collect(folder, visited, found);
  std::ranges::sort(found.entries, {}, &FolderEntry::path);
  return found;
}

}  // namespace aeolian::trainer
