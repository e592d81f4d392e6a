// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string_view>

#include "core/error.h"
#include "core/file_descriptor.h"

namespace aeolian {

/** A kind of file that the instrument writes, and how to recognise it. */
struct FileKind {
  std::string_view name;  ///< with its article, for messages: "a control log"
  /** Whether a file with this beginning is of this kind; receives up to its first MiB, never empty. */
  bool (*matches)(std::string_view beginning);
};

/**
 * The path at which a file of `kind` may be written: `file`, or its target if it is a link. Refuses folders,
 * devices, FIFOs and sockets, broken links, and a file that is neither empty nor of this kind, so that a
 * mistyped name destroys nothing. Opens only regular files, for reading. The error names the file.
 */
ErrorOr<std::filesystem::path> output_path(const std::filesystem::path& file, const FileKind& kind);

/** Opens output_path() for writing, created or truncated. The error names the file. */
ErrorOr<FileDescriptor> open_output(const std::filesystem::path& file, const FileKind& kind);

/** Opens output_path() for appending; created if it does not exist. */
ErrorOr<FileDescriptor> open_output_at_its_end(const std::filesystem::path& file, const FileKind& kind);

/** Creates and opens a file; fails if it exists, even as a link. The error names the file. */
ErrorOr<FileDescriptor> open_new_output(const std::filesystem::path& file);

}  // namespace aeolian
