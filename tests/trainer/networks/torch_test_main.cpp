// SPDX-License-Identifier: GPL-3.0-or-later
// main() of the tests that train; uses the trainer's kernels, which take half the time.

#include <gtest/gtest.h>

#include "trainer/networks/kernels.h"

int main(int count, char** arguments) {
  aeolian::trainer::restart_with_better_kernels(arguments);
  testing::InitGoogleTest(&count, arguments);
  return RUN_ALL_TESTS();
}
