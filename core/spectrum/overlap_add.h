// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/spectrum/front_end.h"

namespace aeolian {

/**
 * Adds windowed frames, each a hop later than the one before, and gives out what is finished. A plain value:
 * to assign one to another of the same front end allocates nothing. One thread at a time.
 */
class OverlapAdd {
 public:
  explicit OverlapAdd(const FrontEnd& front_end);

  /** Adds a frame of `window` samples; a pop() follows each push(). */
  void push(std::span<const float> frame);

  /** Moves the next `hop` samples, to which no later frame adds, into `samples`. */
  void pop(std::span<float> samples);

  /** After a pop(): the `window - hop` samples that were begun and still miss the frames to come. */
  std::span<const float> pending() const;

  /** Sets what is pending(). */
  void set_pending(std::span<const float> samples);

  /** Forgets what is pending. */
  void reset();

 private:
  std::size_t hop_;
  std::vector<float> sum_;
};

}  // namespace aeolian
