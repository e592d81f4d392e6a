// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <iostream>

namespace aeolian {

/** Aborts the fuzzer with the message `what` if the condition is false. */
inline void require(bool condition, const char* what) {
  if (condition) return;
  std::cerr << what << '\n';
  std::abort();
}

}  // namespace aeolian
