// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "core/spectrum/front_end.h"
#include "core/spectrum/stft.h"

namespace aeolian::trainer {

/**
 * Calls `take(i, bins)` with the spectrum of frame `i * stride` of `samples`, for every i below `count`. The
 * bins are valid during the call.
 */
template <class Take>
void each_spectrum(const FrontEnd& front_end, std::span<const float> samples, std::size_t count,
                   std::size_t stride, Take take) {
  Stft stft(front_end);
  std::vector<float> window(static_cast<std::size_t>(front_end.window));
  std::vector<std::complex<float>> bins(static_cast<std::size_t>(front_end.bins()));
  for (std::size_t i = 0; i < count; ++i) {
    window_of_frame(front_end, samples, i * stride, window);
    stft.forward(window, bins);
    take(i, std::span<const std::complex<float>>(bins));
  }
}

}  // namespace aeolian::trainer
