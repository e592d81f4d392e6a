// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace aeolian {

/**
 * Bytes that this process may still take before the kernel ends something: what the machine has available,
 * and what is left of the MemoryMax of each of its control groups (cgroup v2), whichever is less. Nothing
 * where neither is told. `root` is where /proc and /sys lie.
 */
std::optional<std::uint64_t> available_memory(const std::filesystem::path& root = "/");

/**
 * Whether this process could take so many bytes and keep some for all else (32 MiB), as the limits on its
 * address space allow.
 */
bool has_room_for(std::uint64_t bytes);

/**
 * Lets large blocks, as of a model's tensors, be the kernel's again as soon as they are freed: by itself
 * glibc keeps blocks of up to 32 MiB once one of that size was freed, and an instrument that had loaded some
 * models stayed three times as large. Once, before the first thread.
 */
void give_back_what_is_freed();

}  // namespace aeolian
