// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/phase_paths.h"

#include <algorithm>

namespace aeolian {
namespace {

// A way is one number: the lowest level on it; whether this is a bin of this frame (and so was put in later
// than all of the frame before); and that bin. Of two ways the larger number comes first, but for two from
// bins of this frame at the same level. No way is a negative number.
constexpr int bin_bits = 14;
constexpr std::int32_t of_this_frame = 1 << bin_bits;
constexpr std::int32_t level_unit = 2 * of_this_frame;

std::size_t bin_of(std::int32_t way) {
  return static_cast<std::size_t>(way & (of_this_frame - 1));
}

/** The way `way` to a bin of this frame and over it, which may be lower. */
std::int32_t over(std::int32_t bin, std::int32_t level, std::int32_t way) {
  const std::int32_t own = level * level_unit + of_this_frame + bin;
  return (own | (level_unit - 1)) < way ? own : way;
}

/** Whether both are of bins of this frame, at the same level. */
bool are_alike(std::int32_t way, std::int32_t other) {
  return ((way ^ other) >> bin_bits) == 0 && (way & of_this_frame) != 0 && way >= 0;
}

}  // namespace

PhasePaths::PhasePaths(std::size_t bins) : starts_(bins), below_(bins), above_(bins), origins_(bins) {}

std::span<const PhaseOrigin> PhasePaths::find(std::span<const std::int32_t> before,
                                              std::span<const std::int32_t> now) {
  const std::size_t last = origins_.size() - 1;
  for (std::size_t bin = 0; bin <= last; ++bin)
    starts_[bin] = before[bin] * level_unit + static_cast<std::int32_t>(bin);
  // Both directions in one loop, as each waits for its own last result.
  Way from_below = -1, from_above = -1;
  for (std::size_t low = 0, high = last;; ++low, --high) {
    below_[low] = from_below;
    above_[high] = from_above;
    if (low == last) break;
    from_below = over(static_cast<std::int32_t>(low), now[low], std::max(starts_[low], from_below));
    from_above = over(static_cast<std::int32_t>(high), now[high], std::max(starts_[high], from_above));
  }
  std::int32_t alike = 0;
  for (std::size_t bin = 0; bin <= last; ++bin) {
    const Way below = below_[bin], above = above_[bin];
    const PhaseOrigin neighbour = below > above ? PhaseOrigin::below : PhaseOrigin::above;
    const PhaseOrigin origin = starts_[bin] > std::max(below, above) ? PhaseOrigin::time : neighbour;
    origins_[bin] = now[bin] == closed ? PhaseOrigin::none : origin;
    alike |= are_alike(below, above) ? 1 : 0;
  }
  if (alike != 0) tell_apart();
  return origins_;
}

/** Finds the origin of bins to which ways from below and from above have sunk to the same level. */
void PhasePaths::tell_apart() {
  for (std::size_t bin = 0; bin < origins_.size(); ++bin) {
    if (!are_alike(below_[bin], above_[bin])) continue;
    if (origins_[bin] != PhaseOrigin::below && origins_[bin] != PhaseOrigin::above) continue;
    origins_[bin] = is_sooner(below_[bin], above_[bin]) ? PhaseOrigin::below : PhaseOrigin::above;
  }
}

/**
 * Whether one way comes out before the other. Bins of this frame at the same level: the one that was put in
 * last, whose own way came out later.
 */
bool PhasePaths::is_sooner(Way below, Way above) const {
  bool swapped = false;
  while (are_alike(below, above)) {
    below = std::max(starts_[bin_of(below)], below_[bin_of(below)]);
    above = std::max(starts_[bin_of(above)], above_[bin_of(above)]);
    swapped = !swapped;
  }
  return swapped != (below > above);
}

}  // namespace aeolian
