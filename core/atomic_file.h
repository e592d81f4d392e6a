// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
 * A file that replaces another at once or not at all. It is written beside its target under a name of its own
 * and takes the target's name in commit(); until then, and if commit() never comes, the target stays as it
 * was. One thread at a time; blocks on the disk. Errors name the target and the system's reason.
 */
class AtomicFile {
 public:
  /**
   * Opens the temporary file. A target that is a symbolic link to a file is followed, and the link stays.
   * What output_path() refuses for files of `kind` is refused here and in commit().
   */
  static ErrorOr<AtomicFile> create(const std::filesystem::path& target, const FileKind& kind);

  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  ErrorOr<void> write(std::span<const std::byte> bytes);

  /** Brings the bytes to the disk and gives them the target's name; the last call. */
  ErrorOr<void> commit();

 private:
  AtomicFile(std::filesystem::path target, const FileKind& kind, std::filesystem::path temporary,
             FileDescriptor file);
  tl::unexpected<Error> failed(const std::string& what) const;

  std::filesystem::path target_;
  FileKind kind_;
  std::filesystem::path temporary_;  ///< empty once it has become the target
  FileDescriptor file_;
};

/** Makes `text` all that `file` holds, at once or not at all; makes its folder too. */
ErrorOr<void> write_whole_file(const std::filesystem::path& file, const FileKind& kind,
                               std::string_view text);

/** All that `file` holds, opened by open_input(); refuses a file of more than `largest` bytes. Errors say
 * what is wrong, without the name. */
ErrorOr<std::string> read_whole_file(const std::filesystem::path& file, std::size_t largest);

}  // namespace aeolian
