// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace aeolian {

/**
 * The number of allocations in this test program so far, by operator new, malloc, calloc, realloc,
 * aligned_alloc or posix_memalign, on any thread. Under a sanitizer, or without glibc, only by operator new.
 */
std::size_t allocations();

}  // namespace aeolian
