// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "core/model/checkpoint.h"

namespace aeolian {

/** The most values and tensors in the header of a checkpoint that is read; max_checkpoint_header is its
 * length. */
inline constexpr std::size_t max_header_values = 1'000'000;
inline constexpr std::size_t max_tensors = 4096;

/** The largest file that is read, and the hint for whoever has a larger one. */
struct SizeLimit {
  std::uint64_t bytes = max_checkpoint_size;
  std::string hint = {};  ///< what to do about a file that is larger, for the error
};

/**
 * read_checkpoint() of files up to another size than max_checkpoint_size. The header is judged first, then
 * the tensors are read to where they stay, so that it takes little more memory than the file. Refused are
 * also: what is no regular file, one that changes while it is read, and one for which there is not enough
 * memory.
 */
ErrorOr<Checkpoint> read_checkpoint(const std::filesystem::path& path, const SizeLimit& limit);

}  // namespace aeolian
