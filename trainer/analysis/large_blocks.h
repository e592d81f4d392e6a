// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian::trainer {

/**
 * Makes glibc return each block of a megabyte or more to the system as soon as it is freed, during its
 * lifetime. Otherwise glibc would keep blocks of up to 32 MB for reuse, and sounds of all lengths, read by
 * several threads, would fragment the heap. Only one may exist at a time.
 */
class LargeBlocksReturned {
 public:
  LargeBlocksReturned();
  /**
   * Sets the thresholds that glibc arrives at by itself once it has seen large blocks, because the steps of a
   * training reuse their blocks at once.
   */
  ~LargeBlocksReturned();
  LargeBlocksReturned(const LargeBlocksReturned&) = delete;
  LargeBlocksReturned& operator=(const LargeBlocksReturned&) = delete;
};

}  // namespace aeolian::trainer
