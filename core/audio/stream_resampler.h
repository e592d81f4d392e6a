// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <samplerate.h>

#include <cstddef>
#include <memory>
#include <span>

#include "core/error.h"
#include "core/realtime.h"

namespace aeolian {

/**
 * Turns mono samples to another rate as they come: libsamplerate, band-limited interpolation of medium
 * quality. One thread at a time.
 */
class StreamResampler {
 public:
  /** From rate `from` to rate `to`, Hz; an error where one is more than 256 times the other. */
  static ErrorOr<StreamResampler> create(int from, int to);

  /**
   * Makes up to out.size() samples, as far as `unread` reaches, gives how many, and takes off `unread` what
   * it has read. Should libsamplerate fail, all of `out` is silence. Allocates, locks and waits for nothing.
   */
  std::size_t process(std::span<const float>& unread, std::span<float> out) noexcept AEOLIAN_NONBLOCKING;

 private:
  struct Delete {
    void operator()(SRC_STATE* state) const noexcept { src_delete(state); }
  };

  StreamResampler(SRC_STATE* state, double ratio) : state_(state), ratio_(ratio) {}

  std::unique_ptr<SRC_STATE, Delete> state_;
  double ratio_;  // `to` over `from`
};

}  // namespace aeolian
