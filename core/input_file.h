// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/file_descriptor.h"

namespace aeolian {

/**
 * Opens a regular file for reading; links are followed. Folders, devices, FIFOs and sockets are refused
 * without being opened, so this neither blocks nor has side effects. The error does not contain the file's
 * name.
 */
ErrorOr<FileDescriptor> open_input(const std::filesystem::path& file);

/** Reads the next `most` bytes of `file`, or fewer at its end. Errors as above. */
ErrorOr<std::string> read_beginning(const FileDescriptor& file, std::size_t most);

/** Describes a file that is not regular: "a folder", "a FIFO". Nothing for a regular file. */
std::optional<std::string> other_than_a_file(mode_t mode);

}  // namespace aeolian
