// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace aeolian {

/**
 * How often memory was asked for in this test program so far, by operator new, malloc, calloc, realloc,
 * aligned_alloc or posix_memalign, on any thread. Under a sanitizer, or without glibc, by operator new alone.
 */
std::size_t allocations();

}  // namespace aeolian
