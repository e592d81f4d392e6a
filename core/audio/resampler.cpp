// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/resampler.h"

#include <soxr.h>

#include <cstdint>
#include <new>

namespace aeolian {

std::vector<float> resample(std::span<const float> samples, int from, int to) {
  if (from == to) return {samples.begin(), samples.end()};
  const auto rate_in = static_cast<std::uint64_t>(from);
  const auto rate_out = static_cast<std::uint64_t>(to);
  std::vector<float> resampled((samples.size() * rate_out + rate_in / 2) / rate_in);
  if (resampled.empty()) return resampled;
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
  const soxr_error_t error =
      soxr_oneshot(from, to, 1, samples.data(), samples.size(), nullptr, resampled.data(), resampled.size(),
                   nullptr, nullptr, &quality, nullptr);
  if (error) throw std::bad_alloc();  // with two positive rates, soxr fails only for lack of memory
  return resampled;
}

}  // namespace aeolian
