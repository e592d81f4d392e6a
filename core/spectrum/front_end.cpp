// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/front_end.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/spectrum/front_end_bounds.h"

namespace aeolian {
namespace {

/**
 * The size of form 2^n or 3 * 2^n nearest to `size`; both have fast transforms and are multiples of 8 from 64
 * on.
 */
int nearest_window(double size) {
  int nearest = smallest_window;
  for (int power = smallest_window; power <= largest_window; power *= 2) {
    for (const int candidate : {power, power / 2 * 3}) {
      if (candidate > largest_window) continue;
      if (std::abs(candidate - size) < std::abs(nearest - size)) nearest = candidate;
    }
  }
  return nearest;
}

std::string within(double lowest, double highest) {
  return " is outside " + std::to_string(lowest) + " to " + std::to_string(highest);
}

}  // namespace

ErrorOr<FrontEnd> make_front_end(int sample_rate, double window_ms, int bands, double max_frequency) {
  const double size = window_ms * sample_rate / 1000.;
  if (!(size >= smallest_window / 2. && size <= largest_window * 2.)) {
    return fail("front end: a window of " + std::to_string(window_ms) + " ms" +
                within(1000. * smallest_window / sample_rate, 1000. * largest_window / sample_rate) + " ms");
  }
  FrontEnd front_end;
  front_end.sample_rate = sample_rate;
  front_end.window = nearest_window(size);
  front_end.hop = front_end.window / 8;
  front_end.max_frequency = std::min(max_frequency, sample_rate / 2.);
  if (max_frequency > 0.) front_end.bands = std::min(bands, front_end.kept_bins());
  const int lower_half = bands / 2;
  front_end.linear_to = std::min(1500., lower_half * front_end.bin_width());
  if (auto checked = check(front_end); !checked) return tl::unexpected(checked.error());
  return front_end;
}

ErrorOr<void> check(const FrontEnd& front_end) {
  const FrontEnd& f = front_end;
  if (f.sample_rate < lowest_sample_rate || f.sample_rate > highest_sample_rate) {
    return fail("front end: a sample rate of " + std::to_string(f.sample_rate) + " Hz" +
                within(lowest_sample_rate, highest_sample_rate) + " Hz");
  }
  if (f.window < smallest_window || f.window > largest_window || f.window % 8 != 0) {
    return fail("front end: a window of " + std::to_string(f.window) +
                " samples is not a multiple of 8 from " + std::to_string(smallest_window) + " to " +
                std::to_string(largest_window));
  }
  if (f.hop != f.window / 8) return fail("front end: the hop must be an eighth of the window");
  if (!(f.max_frequency > 0. && f.max_frequency <= f.sample_rate / 2.)) {
    return fail("front end: a highest frequency of " + std::to_string(f.max_frequency) + " Hz" +
                within(0., f.sample_rate / 2.) + " Hz");
  }
  if (f.bands < fewest_bands || f.bands > f.kept_bins()) {
    return fail("front end: " + std::to_string(f.bands) + " bands" + within(fewest_bands, f.kept_bins()));
  }
  if (!(f.linear_to >= 0. && f.linear_to <= f.sample_rate / 2.)) {
    return fail("front end: a linear part up to " + std::to_string(f.linear_to) + " Hz" +
                within(0., f.sample_rate / 2.) + " Hz");
  }
  if (f.bands < f.kept_bins() && f.linear_to / f.bin_width() > f.bands - 2) {
    return fail("front end: " + std::to_string(f.bands) + " bands are too few for single bins up to " +
                std::to_string(f.linear_to) + " Hz; use more bands or a shorter window");
  }
  return {};
}

}  // namespace aeolian
