// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

#include "core/control/parameters.h"

namespace aeolian::daemon {

/** The overload state of the generation thread (Player). */
struct OverloadState {
  int level = 0;
  bool wants_less = false;  ///< asks for lower quality
  double look_ahead_s = 0.;
};

/**
 * The control side of overload protection: logs each level, and switches refinement off while the generator
 * needs it, through its own control source, so that the control log has the step. One thread.
 */
class OverloadWatch {
 public:
  OverloadWatch(Parameters& parameters, Parameters::Source source)
      : parameters_(parameters), source_(source) {}

  /**
   * `can_refine`: the playing source has refinement that can be switched off. Called every few milliseconds.
   */
  void look(const OverloadState& state, bool can_refine);

  /** Any thread: whether refinement is off because of overload and not by a control source. */
  bool has_lowered() const { return lowered_.load(std::memory_order_relaxed); }

 private:
  void tell(const OverloadState& state) const;

  Parameters& parameters_;
  const Parameters::Source source_;
  int level_ = 0;
  std::atomic<bool> lowered_{false};  ///< refinement, by this watch
};

}  // namespace aeolian::daemon
