// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <thread>

namespace aeolian {

/**
 * Waits until another program or thread makes the condition true; returns false if that takes more than
 * twenty seconds.
 */
template <class Condition>
bool comes_true(const Condition& condition) {
  for (int look = 0; look < 2000; ++look) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return condition();
}

}  // namespace aeolian
