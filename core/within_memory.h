// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <new>
#include <utility>

namespace aeolian {

/**
 * Does `work`; false = memory ran out, and the rest of it was left undone. For the loops of threads that have
 * to go on all the same, and for what changes nothing before it has all the memory it needs.
 */
template <typename Work>
bool finishes_within_memory(Work&& work) {
  try {
    std::forward<Work>(work)();
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

}  // namespace aeolian
