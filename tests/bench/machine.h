// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <ctime>
#include <vector>

namespace aeolian {

/** Prints the title of the measurement, the processor, the number of cores, and the compiler. */
void print_conditions(const char* what);

/**
 * The value below which `share` (0..1) of `values` lie; for an even number the upper one. `values` must not
 * be empty.
 */
inline double quantile(std::vector<double> values, double share) {
  const auto last = static_cast<double>(values.size() - 1);
  const auto at = values.begin() + std::lround(share * last);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

inline double median(const std::vector<double>& values) {
  return quantile(values, 0.5);
}

/**
 * Times of this thread, seconds since some moment: wall-clock time, and processor time (which excludes other
 * programs).
 */
struct Moment {
  double clock = 0;
  double processor = 0;

  static Moment now() {
    timespec processor{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &processor);
    const std::chrono::duration<double> clock = std::chrono::steady_clock::now().time_since_epoch();
    return {clock.count(),
            static_cast<double>(processor.tv_sec) + static_cast<double>(processor.tv_nsec) * 1e-9};
  }

  Moment operator-(const Moment& earlier) const {
    return {clock - earlier.clock, processor - earlier.processor};
  }
};

}  // namespace aeolian
