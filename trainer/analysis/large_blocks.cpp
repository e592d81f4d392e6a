// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/large_blocks.h"

#include <malloc.h>

namespace aeolian::trainer {

LargeBlocksReturned::LargeBlocksReturned() {
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

LargeBlocksReturned::~LargeBlocksReturned() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

}  // namespace aeolian::trainer
