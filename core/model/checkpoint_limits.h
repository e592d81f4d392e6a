// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "core/model/checkpoint.h"

namespace aeolian {

/**
 * The maximum number of values and tensors in a checkpoint's header; max_checkpoint_header limits its length.
 */
inline constexpr std::size_t max_header_values = 1'000'000;
inline constexpr std::size_t max_tensors = 4096;

/** The largest checkpoint that is read, in the file and in memory. */
struct SizeLimit {
  std::uint64_t bytes = max_checkpoint_size;
  std::string hint = {};  ///< what to do about a larger file, for the error message
};

/**
 * read_checkpoint() with another limit than max_checkpoint_size. The header is checked first, then the
 * tensors are read one by one, so it needs little more memory than their values as float32, which are limited
 * as well. Also refuses anything but a regular file, a file that changes while it is read, and one for which
 * there is not enough memory.
 */
ErrorOr<Checkpoint> read_checkpoint(const std::filesystem::path& path, const SizeLimit& limit);

}  // namespace aeolian
