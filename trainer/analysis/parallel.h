// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>

#include "trainer/cli/task_progress.h"

namespace aeolian::trainer {

/**
 * Calls `work` for 0 to `count` - 1 on `threads` threads, each taking the next number in turn. The calling
 * thread waits and reports the share done; if `progress` throws, no more calls are begun, and the exception
 * propagates once the running ones have returned.
 */
void in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work,
                 const TaskProgress& progress = {});

/** Limits the memory that several threads use together. */
class MemoryBudget {
 public:
  explicit MemoryBudget(std::uint64_t bytes) : limit_(bytes) {}

  /**
   * Calls `work` as soon as `bytes` fit into the budget; work larger than the whole budget waits until it
   * runs alone.
   */
  void spend(std::uint64_t bytes, const std::function<void()>& work);

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  std::uint64_t limit_, spent_ = 0;
};

}  // namespace aeolian::trainer
