// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace aeolian::trainer {

/**
 * While it lives, each block of a megabyte or more goes back to the system as soon as it is freed. glibc
 * would keep those of up to 32 MB for the next, and sounds of all lengths, read by several threads, leave
 * gaps between them. One at a time.
 */
class LargeBlocksReturned {
 public:
  LargeBlocksReturned();
  /** As glibc does by itself once it has seen large blocks: the steps of a training want them again at once.
   */
  ~LargeBlocksReturned();
  LargeBlocksReturned(const LargeBlocksReturned&) = delete;
  LargeBlocksReturned& operator=(const LargeBlocksReturned&) = delete;
};

}  // namespace aeolian::trainer
