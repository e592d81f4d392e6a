// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/spectrum/front_end.h"

namespace aeolian {

class StateArchive;

/**
 * Adds windowed frames, one hop apart, and outputs finished samples. A plain value: assigning one to another
 * with the same front end allocates nothing. One thread at a time.
 */
class OverlapAdd {
 public:
  explicit OverlapAdd(const FrontEnd& front_end);

  /** Adds a frame of `window` samples; each push() must be followed by a pop(). */
  void push(std::span<const float> frame);

  /** Moves the next `hop` samples, to which no later frame adds, into `samples`. */
  void pop(std::span<float> samples);

  /** After a pop(): the `window - hop` samples to which later frames will add. */
  std::span<const float> pending() const;

  /** Sets pending(). */
  void set_pending(std::span<const float> samples);

  /** Discards pending(). */
  void reset();

  /** Saves or restores its state. */
  void archive(StateArchive& state);

 private:
  std::size_t hop_;
  std::vector<float> sum_;
};

}  // namespace aeolian
