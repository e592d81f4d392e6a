// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace aeolian::trainer {

/**
 * Reports the progress of a task with several parts. The listener may throw Interrupted
 * (trainer/cli/stop_request.h): a task that reports must leave everything unchanged when that happens.
 */
class TaskProgress {
 public:
  /** `done` of the whole task, 0..1. */
  using Listener = std::function<void(std::string_view part, double done)>;

  /** Reports nothing. */
  TaskProgress() = default;
  explicit TaskProgress(Listener listener) : listener_(std::move(listener)) {}

  /** Returns the progress of the part of this task from `begin` to `end`, 0..1. */
  TaskProgress part(std::string_view name, double begin, double end) const {
    TaskProgress inner = *this;
    inner.name_ = name;
    inner.begin_ = begin_ + begin * (end_ - begin_);
    inner.end_ = begin_ + end * (end_ - begin_);
    return inner;
  }

  /** Reports the progress of this part, 0..1. */
  void operator()(double done) const {
    if (listener_) listener_(name_, begin_ + done * (end_ - begin_));
  }

 private:
  Listener listener_;
  std::string name_;
  double begin_ = 0, end_ = 1;
};

}  // namespace aeolian::trainer
