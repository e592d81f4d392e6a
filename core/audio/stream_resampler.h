// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <samplerate.h>

#include <cstddef>
#include <memory>
#include <span>

#include "core/audio/paired_frames.h"
#include "core/error.h"
#include "core/realtime.h"

namespace aeolian {

/** Resamples a stream by libsamplerate (medium-quality sinc interpolation). One thread at a time. */
class StreamResampler {
 public:
  /** From rate `from` to rate `to`, Hz; an error if one is more than 256 times the other. */
  static ErrorOr<StreamResampler> create(int from, int to);

  /**
   * Fills up to out.size() frames as far as `unread` lasts, returns how many, and drops the frames read from
   * `unread`. If libsamplerate fails, all of `out` is silence. Does not allocate, lock or wait.
   */
  std::size_t process(std::span<const StereoFrame>& unread,
                      std::span<StereoFrame> out) noexcept AEOLIAN_NONBLOCKING;

 private:
  struct Delete {
    void operator()(SRC_STATE* state) const noexcept { src_delete(state); }
  };

  StreamResampler(SRC_STATE* state, double ratio) : state_(state), ratio_(ratio) {}

  std::unique_ptr<SRC_STATE, Delete> state_;
  double ratio_;  // `to` over `from`
};

/** Resamples several pairs of channels in step, each by its own resampler; all must have the same rates. */
std::size_t resample_pairs(std::span<StreamResampler> of_pairs, ConstPairedFrames& unread,
                           PairedFrames out) noexcept AEOLIAN_NONBLOCKING;

}  // namespace aeolian
