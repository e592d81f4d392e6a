#pragma once

#include <cstddef>

namespace aeolian {

/** How often operator new was called in this test program so far. */
std::size_t allocations();

}  // namespace aeolian
