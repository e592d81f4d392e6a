// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/time_histogram.h"

#include <algorithm>
#include <cmath>

namespace aeolian {

void TimeHistogram::record(std::chrono::nanoseconds duration) noexcept AEOLIAN_NONBLOCKING {
  const std::int64_t nanoseconds = duration.count();
  const float octaves = std::log2(std::max(static_cast<float>(nanoseconds) * 1e-3f, 1.f));
  const auto bin = std::min(static_cast<std::size_t>(octaves * bins_an_octave), bins - 1);
  bins_[bin].fetch_add(1, std::memory_order_relaxed);
  count_.fetch_add(1, std::memory_order_relaxed);
  total_.fetch_add(nanoseconds, std::memory_order_relaxed);
  if (nanoseconds > longest_.load(std::memory_order_relaxed)) {
    longest_.store(nanoseconds, std::memory_order_relaxed);
  }
}

std::chrono::nanoseconds TimeHistogram::mean() const noexcept {
  const auto times = static_cast<std::int64_t>(count());
  return std::chrono::nanoseconds(times == 0 ? 0 : total_.load(std::memory_order_relaxed) / times);
}

std::uint64_t TimeHistogram::count_up_to(int exponent) const noexcept {
  const auto end = std::min(static_cast<std::size_t>(std::max(exponent, 0) * bins_an_octave), bins);
  std::uint64_t sum = 0;
  for (std::size_t bin = 0; bin < end; ++bin) sum += bins_[bin].load(std::memory_order_relaxed);
  return sum;
}

std::chrono::nanoseconds TimeHistogram::quantile(double share) const noexcept {
  const double wanted = std::clamp(share, 0.0, 1.0) * static_cast<double>(count());
  double seen = 0.0;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    seen += static_cast<double>(bins_[bin].load(std::memory_order_relaxed));
    if (seen >= wanted && seen > 0.0) {
      const double end = std::exp2(static_cast<double>(bin + 1) / bins_an_octave) * 1e3;
      return std::min(std::chrono::nanoseconds(static_cast<std::int64_t>(end)), longest());
    }
  }
  return longest();
}

}  // namespace aeolian
