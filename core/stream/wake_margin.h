// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <utility>

namespace aeolian {

/**
 * How much sound is kept in the ring for the time in which the generation thread is kept waiting, in steps.
 * It begins with a step, and at least 20 ms, and shrinks by a fifth, down to `least`, after every 20 seconds
 * in which half of that would have been enough; it grows to twice a longer delay at once. Each time that it
 * had shrunk too far, it waits twice as long from then on, up to 16 minutes. One thread.
 */
class WakeMargin {
 public:
  static constexpr double least = 0.3;

  /** `step_s`: duration of a step's sound. */
  explicit WakeMargin(double step_s)
      : most_(std::max(1., 0.02 / step_s)), patience_(20. / step_s), most_patience_(16. * 60. / step_s) {}

  /** A step was made; the thread was woken at most `late` steps after the moment that it had asked for. */
  void step(double late) {
    const double needed = std::min(most_, 2. * late);
    if (needed > margin_) {
      margin_ = needed;
      if (std::exchange(shrank_, false)) patience_ = std::min(2. * patience_, most_patience_);
    }
    calm_ = needed < shrinking * margin_ ? calm_ + 1. : 0.;
    if (margin_ == least || calm_ < patience_) return;
    margin_ = std::max(least, shrinking * margin_);
    shrank_ = true;
    calm_ = 0.;
  }

  double steps() const { return margin_; }

  /** The margin at first, which it never exceeds. */
  double most() const { return most_; }

 private:
  static constexpr double shrinking = 0.8;

  double most_;
  double patience_, most_patience_;  ///< steps
  double margin_ = most_;
  double calm_ = 0.;  ///< steps
  bool shrank_ = false;
};

}  // namespace aeolian
