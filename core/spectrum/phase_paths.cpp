// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spectrum/phase_paths.h"

#include <algorithm>

namespace aeolian {
namespace {

// A way is one number: its lowest level; whether that is at a bin of this frame (and so was inserted later
// than all of the previous frame); and that bin. Of two ways the larger number is popped first, except
// between two bins of this frame at the same level. A negative number is no way.
constexpr int bin_bits = 14;
constexpr std::int32_t of_this_frame = 1 << bin_bits;
constexpr std::int32_t level_unit = 2 * of_this_frame;

std::size_t bin_of(std::int32_t way) {
  return static_cast<std::size_t>(way & (of_this_frame - 1));
}

/** Extends `way` over a bin of this frame, which may be lower. */
std::int32_t over(std::int32_t bin, std::int32_t level, std::int32_t way) {
  const std::int32_t own = level * level_unit + of_this_frame + bin;
  return (own | (level_unit - 1)) < way ? own : way;
}

/** Whether both have their lowest level at bins of this frame, and it is the same. */
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
  // Both directions in one loop, because each waits for its own last result.
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

/** Finds the origin of bins whose ways from below and from above have the same lowest level. */
void PhasePaths::tell_apart() {
  for (std::size_t bin = 0; bin < origins_.size(); ++bin) {
    if (!are_alike(below_[bin], above_[bin])) continue;
    if (origins_[bin] != PhaseOrigin::below && origins_[bin] != PhaseOrigin::above) continue;
    origins_[bin] = is_sooner(below_[bin], above_[bin]) ? PhaseOrigin::below : PhaseOrigin::above;
  }
}

/**
 * Whether one way is popped before the other. Of bins of this frame at the same level, that is the one
 * inserted last, whose own way was popped later.
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
