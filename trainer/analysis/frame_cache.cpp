// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/frame_cache.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/file_descriptor.h"
#include "core/spectrum/stereo_bands.h"

namespace aeolian::trainer {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view entry_ending = ".frames";
constexpr std::string_view known_files_name = "known-files";
/** Begins the suffix of a file that is being written; then follow the writing process and a number. */
constexpr std::string_view unfinished = ".new-";

std::string system_reason(int code) {
  return std::generic_category().message(code);
}

/** Creates a folder and its parents with access for this user only. */
ErrorOr<void> create_private_folder(const fs::path& folder) {
  std::error_code error;
  if (folder.empty() || fs::exists(folder, error)) return {};
  if (auto above = create_private_folder(folder.parent_path()); !above) return above;
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return fail(folder.string() + ": cannot be created for a cache: " + system_reason(errno));
}

ErrorOr<void> check_folder(const fs::path& folder) {
  const FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat status {};
  if (*opened < 0 || ::fstat(*opened, &status) != 0)
    return fail(folder.string() + ": cannot be opened as a cache: " + system_reason(errno));
  if (status.st_uid != ::geteuid())
    return fail(folder.string() +
                ": belongs to another user; a cache contains your sounds, so name a folder of your own");
  if ((status.st_mode & 077) != 0)
    return fail(folder.string() +
                ": others can read this folder, and a cache contains your sounds; chmod 700 it, or name a "
                "new folder");
  return {};
}

bool is_entry_name(std::string_view name) {
  constexpr std::size_t digits = 2 * sizeof(ContentDigest);
  return name.size() == digits + entry_ending.size() && name.ends_with(entry_ending) &&
         name.substr(0, digits).find_first_not_of("0123456789abcdef") == name.npos;
}

/** The process that is writing this file; nothing if the file is complete. */
std::optional<pid_t> writer_of(std::string_view name) {
  const auto at = name.find(unfinished);
  if (at == name.npos) return std::nullopt;
  const std::string_view of = name.substr(0, at);
  if (!is_entry_name(of) && of != known_files_name) return std::nullopt;
  const std::string_view number = name.substr(at + unfinished.size());
  pid_t process = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), process);
  return error == std::errc() && process > 0 ? std::optional(process) : std::nullopt;
}

/** Calls `visit` for each file in a folder, with its name. */
template <class Visit>
void for_each_file(const fs::path& folder, const Visit& visit) {
  std::error_code error;
  for (fs::directory_iterator entries(folder, error); !error && entries != fs::directory_iterator();
       entries.increment(error))
    visit(entries->path(), entries->path().filename().string());
}

/** Removes unfinished files of processes that no longer exist, or of all processes. */
void remove_unfinished(const fs::path& folder, bool of_all) {
  for_each_file(folder, [&](const fs::path& path, const std::string& name) {
    const auto writer = writer_of(name);
    if (writer && (of_all || (::kill(*writer, 0) != 0 && errno == ESRCH))) ::unlink(path.c_str());
  });
}

void allow_all_files() {
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

std::optional<fs::path> default_cache_folder() {
  const char* const xdg = std::getenv("XDG_CACHE_HOME");
  // The XDG Base Directory Specification says that relative paths must be ignored.
  if (xdg && fs::path(xdg).is_absolute()) return fs::path(xdg) / "aeolian";
  const char* const home = std::getenv("HOME");
  if (home && fs::path(home).is_absolute()) return fs::path(home) / ".cache" / "aeolian";
  return std::nullopt;
}

FrameCache::FrameCache(fs::path folder, std::uint64_t limit)
    : folder_(std::move(folder)),
      limit_(limit),
      known_files_(std::make_unique<KnownFiles>(folder_ / known_files_name)),
      mutex_(std::make_unique<std::mutex>()) {
  for (const Entry& entry : entries()) bytes_ += entry.bytes;
}

ErrorOr<FrameCache> FrameCache::open(const fs::path& folder, std::uint64_t limit) {
  if (auto created = create_private_folder(folder); !created) return tl::unexpected(created.error());
  if (auto good = check_folder(folder); !good) return tl::unexpected(good.error());
  remove_unfinished(folder, false);
  allow_all_files();
  return FrameCache(folder, limit);
}

fs::path FrameCache::path_of(const ContentDigest& key) const {
  return folder_ / (to_hex(key) + std::string(entry_ending));
}

std::optional<StoredSound> FrameCache::find(const ContentDigest& key) {
  const fs::path path = path_of(key);
  auto opened = open_frame_file(path, key);
  const std::lock_guard lock(*mutex_);
  if (!opened) {
    damaged_.push_back(opened.error().message);
    return std::nullopt;
  }
  if (!*opened) return std::nullopt;
  ::utimensat(AT_FDCWD, path.c_str(), nullptr, AT_SYMLINK_NOFOLLOW);
  used_.insert(path);
  return *std::move(opened);
}

ErrorOr<StoredSound> FrameCache::keep(const ContentDigest& key, const StoredSound& sound) {
  const auto& frames = *sound.frames;
  const auto bytes_a_frame = sizeof(Half) * static_cast<std::size_t>(frames.bands()) +
                             image_values * static_cast<std::size_t>(frames.stereo_bands());
  const auto bytes = static_cast<std::uint64_t>(frames.frames()) * bytes_a_frame +
                     statistics_size(frames.bands(), frames.frames());
  const fs::path path = path_of(key);
  {
    const std::lock_guard lock(*mutex_);
    if (!make_room(bytes)) return fail(folder_.string() + ": is full");
    bytes_ += bytes;
    used_.insert(path);
  }
  if (auto present = open_frame_file(path, key); present && *present) return **std::move(present);
  if (std::error_code error; fs::exists(fs::symlink_status(path, error))) ::unlink(path.c_str());
  if (auto written = write_frame_file(path, key, sound.facts, frames); !written)
    return tl::unexpected(written.error());
  auto opened = open_frame_file(path, key);
  if (!opened) return tl::unexpected(opened.error());
  if (!*opened) return fail(path.string() + ": was removed while it was being written");
  return **std::move(opened);
}

bool FrameCache::make_room(std::uint64_t bytes) {
  if (bytes_ + bytes <= limit_) return true;
  bytes_ = 0;  // another training may have removed or added some
  const auto all = entries();
  for (const Entry& entry : all) bytes_ += entry.bytes;
  for (const Entry& entry : all) {
    if (bytes_ + bytes <= limit_) break;
    if (used_.contains(entry.path)) continue;
    if (::unlink(entry.path.c_str()) == 0) bytes_ -= entry.bytes;
  }
  return bytes_ + bytes <= limit_;
}

std::vector<FrameCache::Entry> FrameCache::entries() const {
  std::vector<Entry> entries;
  for_each_file(folder_, [&](const fs::path& path, const std::string& name) {
    struct stat status {};
    if (!is_entry_name(name) || ::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
    entries.push_back({path, static_cast<std::uint64_t>(status.st_size), status.st_mtim.tv_sec});
  });
  std::ranges::sort(entries, [](const Entry& a, const Entry& b) {
    return std::pair(a.used, a.path) < std::pair(b.used, b.path);
  });
  return entries;
}

std::size_t FrameCache::clear() {
  const std::lock_guard lock(*mutex_);
  std::size_t removed = 0;
  for (const Entry& entry : entries()) removed += ::unlink(entry.path.c_str()) == 0;
  remove_unfinished(folder_, true);
  ::unlink((folder_ / known_files_name).c_str());
  bytes_ = 0;
  return removed;
}

std::vector<std::string> FrameCache::damaged() const {
  const std::lock_guard lock(*mutex_);
  return damaged_;
}

}  // namespace aeolian::trainer
