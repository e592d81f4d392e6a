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
 * of the frame before lie in a priority queue, sorted by their level. The first one out leads to its own bin
 * in this frame, which takes its own level into the queue; one of this frame leads to its neighbours. The
 * first to come to a bin is its origin. Last in, first out within a level.
 *
 * The queue's order is found without a queue. A bin is reached when the levels that come out have sunk to the
 * lowest on the way to it, and of all ways that with the highest such level is taken: one pass over the bins
 * finds the best way from below, one the best from above. Ways that have sunk to the same level are told
 * apart by when they were put in.
 *
 * One thread at a time; nothing allocates after construction.
 */
class PhasePaths {
 public:
  static constexpr int levels = 2048;
  static constexpr std::int32_t closed = -1;  ///< the level of a bin that has no part in this

  /** For frames of up to 16384 `bins`. */
  explicit PhasePaths(std::size_t bins);

  /**
   * The origin of each bin, valid until the next call. `before` and `now`: the levels of the bins of the
   * frame before and of this one, 0 to levels - 1; where a bin is closed, both are.
   */
  std::span<const PhaseOrigin> find(std::span<const std::int32_t> before, std::span<const std::int32_t> now);

 private:
  using Way = std::int32_t;

  void tell_apart();
  bool is_sooner(Way from_below, Way from_above) const;

  std::vector<Way> starts_;         ///< from the frame before, to each bin
  std::vector<Way> below_, above_;  ///< the best way to each bin over the neighbour on that side
  std::vector<PhaseOrigin> origins_;
};

}  // namespace aeolian
