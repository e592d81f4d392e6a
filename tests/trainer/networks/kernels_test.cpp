// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/networks/kernels.h"

#include <gtest/gtest.h>

namespace aeolian::trainer {
namespace {

TEST(Kernels, OfAProcessorThatOpenBlasDoesNotKnowAreThoseOfItsFeatures) {
  EXPECT_EQ(better_kernels("Prescott", {.avx2 = true, .avx512 = true}), "SkylakeX");
  EXPECT_EQ(better_kernels("Prescott", {.avx2 = true, .avx512 = false}), "Haswell");
}

TEST(Kernels, StayWhereOpenBlasKnowsTheProcessor) {
  EXPECT_EQ(better_kernels("Cooperlake", {.avx2 = true, .avx512 = true}), "");
  EXPECT_EQ(better_kernels("Zen", {.avx2 = true, .avx512 = false}), "");
}

TEST(Kernels, StayOnAProcessorOf2004) {
  EXPECT_EQ(better_kernels("Prescott", {}), "");
}

}  // namespace
}  // namespace aeolian::trainer
