// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace aeolian {

/** The bin from which the phase of a bin is integrated. */
enum class PhaseOrigin : std::int32_t {
  none,   ///< its own is not integrated
  time,   ///< the same bin, one frame before
  below,  ///< the next lower bin
  above   ///< the next higher bin
};

/**
 * The paths along which phases are integrated, those of phase gradient heap integration (phase.h): all bins
 * of the previous frame are put into a priority queue by level. Popping one of them reaches the same bin of
 * this frame, which is pushed with its own level; popping a bin of this frame reaches its neighbours. The
 * first to reach a bin is its origin. Within a level, last in, first out.
 *
 * The order is found without a queue. A bin is reached when the popped levels have sunk to the lowest level
 * on the way to it, and of all ways the one whose lowest level is highest wins: one pass over the bins finds
 * the best way from below, another the best from above. Ties are broken by the time of insertion.
 *
 * One thread at a time; nothing allocates after construction.
 */
class PhasePaths {
 public:
  static constexpr int levels = 2048;
  static constexpr std::int32_t closed = -1;  ///< the level of a bin that takes no part

  /** For frames of up to 16384 `bins`. */
  explicit PhasePaths(std::size_t bins);

  /**
   * Returns the origin of each bin, valid until the next call. `before` and `now`: levels of the bins of the
   * previous frame and of this one, 0 to levels - 1; a closed bin is closed in both.
   */
  std::span<const PhaseOrigin> find(std::span<const std::int32_t> before, std::span<const std::int32_t> now);

 private:
  using Way = std::int32_t;

  void tell_apart();
  bool is_sooner(Way from_below, Way from_above) const;

  std::vector<Way> starts_;         ///< from the previous frame to each bin
  std::vector<Way> below_, above_;  ///< the best way to each bin over the neighbour on that side
  std::vector<PhaseOrigin> origins_;
};

}  // namespace aeolian
