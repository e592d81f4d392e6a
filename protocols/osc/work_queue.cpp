// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/osc/work_queue.h"

#include <utility>

#include "core/within_memory.h"

namespace aeolian::osc {

WorkQueue::~WorkQueue() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool WorkQueue::add(Work work) {
  const std::lock_guard lock(mutex_);
  return put(std::move(work));
}

bool WorkQueue::when_done(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (is_busy_ || !waiting_.empty()) return put(std::move(work));
  }
  work();
  return true;
}

bool WorkQueue::put(Work work) {
  if (waiting_.size() >= most) return false;
  waiting_.push_back(std::move(work));
  changed_.notify_all();
  return true;
}

void WorkQueue::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const Work work = std::move(waiting_.front());
    waiting_.pop_front();
    is_busy_ = true;
    lock.unlock();
    finishes_within_memory(work);  // if not, it is skipped; the next may find enough memory
    lock.lock();
    is_busy_ = false;
  }
}

}  // namespace aeolian::osc
