// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace aeolian {

/**
 * How far a task of several parts is, told by the task while it works. The listener may throw Interrupted
 * (trainer/cli/stop_request.h): a task that reports leaves everything as it was when that happens.
 */
class TaskProgress {
 public:
  /** `done` of the whole task, 0..1. */
  using Listener = std::function<void(std::string_view part, double done)>;

  /** Reports to nobody. */
  TaskProgress() = default;
  explicit TaskProgress(Listener listener) : listener_(std::move(listener)) {}

  /** The part of this task that lies from `begin` to `end`, 0..1. */
  TaskProgress part(std::string_view name, double begin, double end) const {
    TaskProgress inner = *this;
    inner.name_ = name;
    inner.begin_ = begin_ + begin * (end_ - begin_);
    inner.end_ = begin_ + end * (end_ - begin_);
    return inner;
  }

  /** Reports how much of this part is done, 0..1. */
  void operator()(double done) const {
    if (listener_) listener_(name_, begin_ + done * (end_ - begin_));
  }

 private:
  Listener listener_;
  std::string name_;
  double begin_ = 0, end_ = 1;
};

}  // namespace aeolian
