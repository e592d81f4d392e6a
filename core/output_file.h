// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string_view>

#include "core/error.h"
#include "core/file_descriptor.h"

namespace aeolian {

/** A kind of file that the instrument writes, and how such a file is known. */
struct FileKind {
  std::string_view name;  ///< with its article, for messages: "a control log"
  /** Whether a file that begins like this is of this kind; up to 1 MiB of it, never empty. */
  bool (*matches)(std::string_view beginning);
};

/**
 * The path at which a file of `kind` may be written: `file`, or what a link of that name leads to. Refused:
 * folders, devices, FIFOs and sockets, a link to nothing, and a file that is neither empty nor of this kind,
 * so that a name given by mistake costs nobody a file. Opens nothing but regular files, for reading. The
 * error names the file.
 */
ErrorOr<std::filesystem::path> output_path(const std::filesystem::path& file, const FileKind& kind);

/** Opens output_path() to be written from its beginning: new, or emptied. The error names the file. */
ErrorOr<FileDescriptor> open_output(const std::filesystem::path& file, const FileKind& kind);

/** Opens a file that is not there yet, nor a link of its name. The error names the file. */
ErrorOr<FileDescriptor> open_new_output(const std::filesystem::path& file);

}  // namespace aeolian
