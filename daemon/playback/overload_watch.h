// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

#include "core/control/parameters.h"

namespace aeolian {

/** What the generation thread does about overload (Player). */
struct OverloadState {
  int level = 0;
  bool wants_less = false;  ///< quality is to be lowered
  double look_ahead_s = 0.;
};

/**
 * The control side of overload: tells of each rung, and takes the refinement of phases off, through a control
 * source of its own and so with its step in the control log, for as long as the generator wants less. One
 * thread.
 */
class OverloadWatch {
 public:
  OverloadWatch(Parameters& parameters, Parameters::Source source)
      : parameters_(parameters), source_(source) {}

  /** `can_refine`: what plays has a refinement to be taken off. Every few milliseconds. */
  void look(const OverloadState& state, bool can_refine);

  /** Any thread: the refinement is off, but not because a control source wants it so. */
  bool has_lowered() const { return lowered_.load(std::memory_order_relaxed); }

 private:
  void tell(const OverloadState& state) const;

  Parameters& parameters_;
  const Parameters::Source source_;
  int level_ = 0;
  std::atomic<bool> lowered_{false};  ///< the refinement, by us
};

}  // namespace aeolian
