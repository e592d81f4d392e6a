// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/spectral_flux.h"

#include <algorithm>
#include <cmath>

namespace aeolian {
namespace {

constexpr double span_s = 0.02;

/**
 * Position of a hit within the window, as a fraction of it, at the middle of the rise that it causes;
 * measured for windows of 23 to 93 ms.
 */
constexpr double hit_in_window = 0.71;

/** Number of frames over which a rise is measured. */
std::size_t span_of(const FrontEnd& front_end) {
  return static_cast<std::size_t>(std::max(1L, std::lround(span_s * front_end.frame_rate())));
}

/** 70 dB below full scale. */
constexpr float quietest = -8.06f;

}  // namespace

SpectralFlux::SpectralFlux(const FrontEnd& front_end)
    : past_(span_of(front_end), std::vector<float>(static_cast<std::size_t>(front_end.bands), quietest)) {}

double SpectralFlux::onset_s(const FrontEnd& front_end) {
  const double frames_late = static_cast<double>(span_of(front_end) - 1) / 2.;
  return hit_in_window * front_end.window / front_end.sample_rate - frames_late / front_end.frame_rate();
}

float SpectralFlux::take(std::span<const float> bands) {
  std::vector<float>& before = past_[next_];
  next_ = (next_ + 1) % past_.size();
  float sum = 0.f;
  for (std::size_t band = 0; band < bands.size(); ++band) {
    const float now = std::max(bands[band], quietest);
    sum += std::max(0.f, now - before[band]);
    before[band] = now;
  }
  return sum / static_cast<float>(bands.size());
}

void SpectralFlux::archive(StateArchive& state) {
  for (auto& frame : past_) state.values(frame);
  state.value(next_);
  state.require(next_ < past_.size());
}

}  // namespace aeolian
