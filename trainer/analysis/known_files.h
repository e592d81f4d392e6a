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

/** The content that a file was found to have. */
struct KnownContent {
  ContentDigest digest{};
  std::int32_t sample_rate = 0;  ///< Hz
  double seconds = 0;
};

/**
 * Remembers the contents of files by device, inode, size and times, so that files that nobody changed need
 * not be read again to be recognised. Kept in a file; whatever is lost from it is found out again. Any
 * thread.
 */
class KnownFiles {
 public:
  /** Reads `file`; one that is missing or damaged counts as empty. */
  explicit KnownFiles(std::filesystem::path file);

  std::optional<KnownContent> find(const struct stat& status) const;

  /** Left out is a file that changed within the last two seconds: it may change again unnoticed. */
  void add(const struct stat& status, const KnownContent& content);

  /** Writes what was added, together with what another process has written meanwhile. */
  ErrorOr<void> save();

  using Records = std::map<ContentDigest, KnownContent>;
  /** The records in such a file; nothing if it is damaged. */
  static std::optional<Records> parse(std::string_view bytes);

 private:
  Records read() const;

  std::filesystem::path file_;
  mutable std::mutex mutex_;
  Records records_;  // by the digest of what identifies a file
  bool has_changed_ = false;
};

}  // namespace aeolian::trainer
