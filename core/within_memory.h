// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <new>
#include <utility>

namespace aeolian {

/**
 * Runs `work`; returns false if memory ran out before it finished. For thread loops that must go on all the
 * same, and for work that changes nothing before it has all the memory it needs.
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
