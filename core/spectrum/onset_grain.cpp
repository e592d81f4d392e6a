// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/onset_grain.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/spectrum/bands.h"

namespace aeolian {
namespace {

/**
 * A band takes the mean change of its neighbours, up to this fraction of all bands away on both sides,
 * because single bands change for other reasons than an onset.
 */
constexpr std::size_t neighbourhood = 8;

}  // namespace

OnsetGrain::OnsetGrain(const FrontEnd& front_end, float thinning)
    : thinning_(thinning), widths_(static_cast<std::size_t>(front_end.bands)) {
  const auto centres = Bands(front_end).centres();
  for (std::size_t band = 0; band < widths_.size(); ++band) {
    const double below = centres[band > 0 ? band - 1 : 0],
                 above = centres[std::min(band + 1, widths_.size() - 1)];
    widths_[band] = static_cast<float>(0.5 * (above - below) / front_end.bin_width());
  }
  noise_.resize(widths_.size() + 1);
  changes_.resize(widths_.size() + 1);
}

void OnsetGrain::thin(std::span<const float> before, std::span<const float> mean,
                      std::span<const float> after, std::span<float> levels) {
  if (thinning_ == 0.f) return;
  const std::size_t bands = levels.size(), reach = bands / neighbourhood;
  for (std::size_t band = 0; band < bands; ++band) {
    // Change of the power per frame: half of twice the change over two frames, or twice that over one
    const float change = after.empty() ? 2.f * (mean[band] - before[band]) : after[band] - before[band];
    const float noise = widths_[band] * levels[band] * std::exp(mean[band]);
    noise_[band + 1] = noise_[band] + static_cast<double>(noise);
    changes_[band + 1] = changes_[band] + static_cast<double>(noise * change);
  }
  constexpr double least_noise = 1e-12;
  for (std::size_t band = 0; band < bands; ++band) {
    const std::size_t begin = band > reach ? band - reach : 0, end = std::min(band + reach + 1, bands);
    const auto change =
        static_cast<float>((changes_[end] - changes_[begin]) / (noise_[end] - noise_[begin] + least_noise));
    levels[band] /= 1.f + thinning_ * change * change;
  }
}

}  // namespace aeolian
