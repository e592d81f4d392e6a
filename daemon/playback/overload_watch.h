// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

#include "core/control/parameters.h"

namespace aeolian::daemon {

/** The overload state of the generation thread (Player). */
struct OverloadState {
  int level = 0;
  bool wants_less = false;  ///< the quality should be lowered
  double look_ahead_s = 0.;
};

/**
 * The control side of overload: logs each level, and switches refinement off while the generator needs it,
 * through a control source of its own, so that the step is in the control log. One thread.
 */
class OverloadWatch {
 public:
  OverloadWatch(Parameters& parameters, Parameters::Source source)
      : parameters_(parameters), source_(source) {}

  /** `can_refine`: the playing source has a refinement to switch off. Called every few milliseconds. */
  void look(const OverloadState& state, bool can_refine);

  /** Any thread: whether the refinement is off because of overload and not by a control source. */
  bool has_lowered() const { return lowered_.load(std::memory_order_relaxed); }

 private:
  void tell(const OverloadState& state) const;

  Parameters& parameters_;
  const Parameters::Source source_;
  int level_ = 0;
  std::atomic<bool> lowered_{false};  ///< the refinement, by this watch
};

}  // namespace aeolian::daemon
