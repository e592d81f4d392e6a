// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/file_descriptor.h"
#include "core/output_file.h"

namespace aeolian {

/**
 * Replaces a file as a whole or not at all. The new content is written to a temporary file beside the target,
 * which commit() renames to the target; until then, and if commit() is never called, the target is unchanged.
 * One thread at a time; blocks on the disk. Errors name the target and the system's reason.
 */
class AtomicFile {
 public:
  /**
   * Opens the temporary file. If the target is a symbolic link to a file, the link is kept and its file is
   * replaced. This and commit() fail wherever output_path() fails for `kind`. The file has the permissions
   * `mode`, less the umask.
   */
  static ErrorOr<AtomicFile> create(const std::filesystem::path& target, const FileKind& kind,
                                    mode_t mode = 0666);

  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  ErrorOr<void> write(std::span<const std::byte> bytes);

  /** Flushes the temporary file to the disk and renames it to the target; the last call. */
  ErrorOr<void> commit();

 private:
  AtomicFile(std::filesystem::path target, const FileKind& kind, std::filesystem::path temporary,
             FileDescriptor file);
  tl::unexpected<Error> failed(const std::string& what) const;

  std::filesystem::path target_;
  FileKind kind_;
  std::filesystem::path temporary_;  ///< empty once it has been renamed to the target
  FileDescriptor file_;
};

/** Replaces the content of `file` with `text`, as a whole or not at all; creates its folder if needed. */
ErrorOr<void> write_whole_file(const std::filesystem::path& file, const FileKind& kind,
                               std::string_view text);

/**
 * Reads the whole of `file` through open_input(); refuses files larger than `largest` bytes. Errors do not
 * contain the file's name.
 */
ErrorOr<std::string> read_whole_file(const std::filesystem::path& file, std::size_t largest);

}  // namespace aeolian
