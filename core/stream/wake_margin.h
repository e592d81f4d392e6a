// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <utility>

namespace aeolian {

/**
 * The margin of sound in the ring, in steps, against late waking of the generation thread. It starts at one
 * step, or 20 ms if that is longer, and shrinks by a fifth, down to `least`, after every 20 seconds in which
 * the smaller margin would have been enough for twice the longest delay. It grows at once to twice a longer
 * delay. Each time it had shrunk too far, the wait before shrinking doubles, up to 16 minutes. One thread.
 */
class WakeMargin {
 public:
  static constexpr double least = 0.3;

  /** `step_s`: duration of a step's sound. */
  explicit WakeMargin(double step_s)
      : most_(std::max(1., 0.02 / step_s)), patience_(20. / step_s), most_patience_(16. * 60. / step_s) {}

  /** Reports a step in which the thread was woken at most `late` steps after the requested time. */
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

  /** The initial margin, which it never exceeds. */
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
