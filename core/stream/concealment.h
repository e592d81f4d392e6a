// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "core/realtime.h"
#include "core/stream/shared_stream.h"

namespace aeolian {

/**
 * Extends a tail endlessly: repeats its second half with cross-fades, decaying at the tail's own rate, but
 * never less than a minimum. For the audio callback; allocates nothing.
 */
class Concealment {
 public:
  /** The buffer to which a tail is copied before start(). */
  std::span<StereoFrame> storage() noexcept AEOLIAN_NONBLOCKING { return tail_; }

  /** Starts with the first `size` frames of storage(); without a tail, decays from `last` to silence. */
  void start(std::size_t size, StereoFrame last) noexcept AEOLIAN_NONBLOCKING;

  /** The next frame. */
  StereoFrame next() noexcept AEOLIAN_NONBLOCKING;

 private:
  static constexpr std::size_t shortest = 64;  // frames; shorter tails cannot be repeated

  float level_over(std::size_t begin) const noexcept AEOLIAN_NONBLOCKING;

  std::array<StereoFrame, SharedStream::max_tail> tail_{};
  std::size_t size_ = 0;
  std::size_t position_ = 0;
  std::size_t overlap_ = 0;     // frames of cross-fade between two repetitions
  std::size_t loop_begin_ = 0;  // start of a repetition
  float gain_ = 1.f;            // of the present repetition
  float fall_ = 1.f;            // gain from one repetition to the next
  StereoFrame residue_;         // the last frame, decaying, if there is no tail
};

}  // namespace aeolian
