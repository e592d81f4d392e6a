// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace aeolian::trainer {

namespace {

constexpr auto report_interval = std::chrono::milliseconds(100);

}  // namespace

void in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work,
                 const TaskProgress& progress) {
  std::mutex mutex;
  std::condition_variable finished;
  std::size_t next = 0, done = 0;
  const auto run = [&] {
    for (std::unique_lock lock(mutex); next < count;) {
      const std::size_t mine = next++;
      lock.unlock();
      work(mine);
      lock.lock();
      if (++done == count) finished.notify_all();
    }
  };
  std::vector<std::jthread> workers;
  for (int i = 0; i < threads; ++i) workers.emplace_back(run);
  std::unique_lock lock(mutex);
  while (!finished.wait_for(lock, report_interval, [&] { return done == count; })) {
    const double share = static_cast<double>(done) / static_cast<double>(count);
    lock.unlock();
    try {
      progress(share);
    } catch (...) {
      lock.lock();
      next = count;
      lock.unlock();
      throw;
    }
    lock.lock();
  }
}

void MemoryBudget::spend(std::uint64_t bytes, const std::function<void()>& work) {
  const std::uint64_t taken = std::min(bytes, limit_);
  {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [&] { return spent_ + taken <= limit_; });
    spent_ += taken;
  }
  work();
  const std::lock_guard lock(mutex_);
  spent_ -= taken;
  freed_.notify_all();
}

}  // namespace aeolian::trainer
