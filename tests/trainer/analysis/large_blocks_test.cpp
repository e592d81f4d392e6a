// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/large_blocks.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <memory>

namespace aeolian::trainer {
namespace {

/** Whether a block of this size is a mapping of its own, which is returned to the system when it is freed. */
bool is_mapped(std::size_t bytes) {
  const std::size_t before = mallinfo2().hblkhd;
  const std::unique_ptr<volatile char[]> block(new char[bytes]);
  block[0] = 1;
  return mallinfo2().hblkhd >= before + bytes;
}

// Once 230 MB freed by the analysis of ten hours stayed with the training to its end.
TEST(LargeBlocks, GoBackToTheSystemForAsLongAsThatIsWanted) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "memory is the sanitizer's";
#endif
  constexpr std::size_t large = 15 << 20;
  is_mapped(2 * large);  // after this glibc would keep blocks of that size
  malloc_trim(0);        // memory left by other cases
  {
    const LargeBlocksReturned returned;
    EXPECT_TRUE(is_mapped(large));
  }
  EXPECT_FALSE(is_mapped(large));
}

}  // namespace
}  // namespace aeolian::trainer
