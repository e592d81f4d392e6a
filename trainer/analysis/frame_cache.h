// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <ctime>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/error.h"
#include "trainer/analysis/content_digest.h"
#include "trainer/analysis/frame_file.h"
#include "trainer/analysis/known_files.h"

namespace aeolian::trainer {

/** $XDG_CACHE_HOME/aeolian, or else ~/.cache/aeolian; nothing without a home folder. */
std::optional<std::filesystem::path> default_cache_folder();

/**
 * A folder of analysed sounds, one file each, named by the digest of their source. Only one user may enter
 * it, because the sounds are private. Several trainings may use it at once: files appear complete, and a
 * removed file stays readable while it is open. Any thread.
 */
class FrameCache {
 public:
  /**
   * Opens the folder, creating it if needed, and removes files that killed trainings left incomplete. Raises
   * this process's limit of open files as far as the system allows, because each sound in use stays open.
   * Refuses a folder of another user and one that others may enter, and says what to do.
   */
  static ErrorOr<FrameCache> open(const std::filesystem::path& folder, std::uint64_t limit);

  const std::filesystem::path& folder() const { return folder_; }
  KnownFiles& known_files() { return *known_files_; }

  /** Returns the sound of this key and marks it as just used; nothing if there is no usable one. */
  std::optional<StoredSound> find(const ContentDigest& key);

  /**
   * Stores a sound, unless another training has done so meanwhile, and returns its frames in the cache. To
   * make room, removes the least recently used sounds that this run has not used. Fails if the sound still
   * does not fit, or cannot be written.
   */
  ErrorOr<StoredSound> keep(const ContentDigest& key, const StoredSound& sound);

  /** A file in the cache. */
  struct Entry {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    std::time_t used = 0;
  };
  /** All files, least recently used first. */
  std::vector<Entry> entries() const;

  /**
   * Removes everything that a cache contains and returns the number of sounds removed. Running trainings are
   * not affected.
   */
  std::size_t clear();

  /** The files found damaged, with the reason. */
  std::vector<std::string> damaged() const;

 private:
  FrameCache(std::filesystem::path folder, std::uint64_t limit);

  std::filesystem::path path_of(const ContentDigest& key) const;
  /** Removes old files until `bytes` more fit; returns whether they do. */
  bool make_room(std::uint64_t bytes);

  std::filesystem::path folder_;
  std::uint64_t limit_;
  std::unique_ptr<KnownFiles> known_files_;
  std::unique_ptr<std::mutex> mutex_;  // guards the members below
  std::uint64_t bytes_ = 0;            // of all files, as far as this process knows
  std::set<std::filesystem::path> used_;
  std::vector<std::string> damaged_;
};

}  // namespace aeolian::trainer
