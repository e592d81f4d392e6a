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

/** $XDG_CACHE_HOME/aeolian, else ~/.cache/aeolian; nothing without a home. */
std::optional<std::filesystem::path> default_cache_folder();

/**
 * A folder of analysed sounds, a file each, named by the digest of what they were made from. It belongs to
 * one user alone, as it contains what was private. Several trainings may use it at once: files appear whole,
 * and one that is removed stays readable to whoever has opened it. Any thread.
 */
class FrameCache {
 public:
  /**
   * Opens the folder, creates it if needed, and removes what killed trainings have left half written; lets
   * this process open as many files as the system allows, as each sound in use stays open. Refused, with what
   * to do: a folder of another user, or one that others may enter.
   */
  static ErrorOr<FrameCache> open(const std::filesystem::path& folder, std::uint64_t limit);

  const std::filesystem::path& folder() const { return folder_; }
  KnownFiles& known_files() { return *known_files_; }

  /** The sound of this key, which counts as used now; nothing if there is none that can be used. */
  std::optional<StoredSound> find(const ContentDigest& key);

  /**
   * Keeps a sound, unless another training has done so meanwhile, and returns its frames in the cache; of
   * sounds that this run has not used, those used longest ago are removed until it fits. Refused if it does
   * not fit then, or cannot be written.
   */
  ErrorOr<StoredSound> keep(const ContentDigest& key, const StoredSound& sound);

  /** A file in the cache. */
  struct Entry {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    std::time_t used = 0;
  };
  /** All files, the one used longest ago first. */
  std::vector<Entry> entries() const;

  /** Removes everything that a cache contains; returns how many sounds that were. Trainings go on. */
  std::size_t clear();

  /** Files that were found damaged, with the reason. */
  std::vector<std::string> damaged() const;

 private:
  FrameCache(std::filesystem::path folder, std::uint64_t limit);

  std::filesystem::path path_of(const ContentDigest& key) const;
  /** Whether so many bytes more fit, after others were removed for them. */
  bool make_room(std::uint64_t bytes);

  std::filesystem::path folder_;
  std::uint64_t limit_;
  std::unique_ptr<KnownFiles> known_files_;
  std::unique_ptr<std::mutex> mutex_;  // of what follows
  std::uint64_t bytes_ = 0;            // of all files, as far as this process knows
  std::set<std::filesystem::path> used_;
  std::vector<std::string> damaged_;
};

}  // namespace aeolian::trainer
