// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace aeolian::osc {

/**
 * A queue of work that waits for the disk, done in order on its own thread. Everything added is done before
 * the queue is destroyed. Any thread may call any method.
 */
class WorkQueue {
 public:
  using Work = std::function<void()>;
  static constexpr std::size_t most = 64;  ///< waiting at once

  WorkQueue() : thread_([this] { run(); }) {}
  ~WorkQueue();
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  /** Adds work; false = the queue is full. */
  bool add(Work work);
  /** Calls `work` once everything added before is done, which may be at once; false = the queue is full. */
  bool when_done(Work work);

 private:
  bool put(Work work);
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> waiting_;
  bool is_busy_ = false;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace aeolian::osc
