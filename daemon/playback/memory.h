// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace aeolian::daemon {

/**
 * Returns the number of bytes that this process may still allocate before the kernel kills something: the
 * machine's available memory, or the rest of the MemoryMax of one of its control groups (cgroup v2),
 * whichever is less. Nothing if neither is known. `root` contains /proc and /sys.
 */
std::optional<std::uint64_t> available_memory(const std::filesystem::path& root = "/");

/**
 * Whether this process could allocate this many bytes, and keep 32 MiB for everything else, within the limits
 * on its address space.
 */
bool has_room_for(std::uint64_t bytes);

/**
 * Makes the allocator return large blocks, such as a model's tensors, to the kernel as soon as they are
 * freed. By default glibc keeps blocks of up to 32 MiB once one of that size has been freed, and an
 * instrument that had loaded some models stayed three times as large. Call it once, before the first thread.
 */
void give_back_what_is_freed();

/**
 * Returns free memory between used blocks to the kernel, however small. Takes milliseconds, in which other
 * threads may have to wait for the allocator.
 */
void trim_heap();

}  // namespace aeolian::daemon
