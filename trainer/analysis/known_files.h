// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>

#include "core/error.h"
#include "trainer/analysis/content_digest.h"

namespace aeolian::trainer {

/** The content found in a file. */
struct KnownContent {
  ContentDigest digest{};
  std::int32_t sample_rate = 0;  ///< Hz
  double seconds = 0;
};

/**
 * Remembers the contents of files by device, inode, size and times, so that unchanged files are recognised
 * without being read again. Kept in a file; lost records are rebuilt when needed. Any thread.
 */
class KnownFiles {
 public:
  /** Reads `file`; a missing or damaged one counts as empty. */
  explicit KnownFiles(std::filesystem::path file);

  std::optional<KnownContent> find(const struct stat& status) const;

  /** Ignores a file that changed within the last two seconds, since it may change again unnoticed. */
  void add(const struct stat& status, const KnownContent& content);

  /** Writes the new records, together with those that other processes have written meanwhile. */
  ErrorOr<void> save();

  using Records = std::map<ContentDigest, KnownContent>;
  /** Parses the records of such a file; nothing if it is damaged. */
  static std::optional<Records> parse(std::string_view bytes);

 private:
  Records read() const;

  std::filesystem::path file_;
  mutable std::mutex mutex_;
  Records records_;  // by the digest of the file's identity
  bool has_changed_ = false;
};

}  // namespace aeolian::trainer
