// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/control/event.h"
#include "core/control/local_time.h"

namespace aeolian {

/**
 * A slow way of one parameter through points that stand in a line. Where it is follows from the seed and the
 * time alone, so that a walk that was broken off is found again where it would be.
 */
struct RandomWalk {
  static constexpr std::chrono::seconds shortest{5};    ///< of `every`
  static constexpr std::chrono::hours longest{7 * 24};  ///< of `every`
  static constexpr std::size_t most_points = 32;

  ParameterId parameter = ParameterId::temperature;
  std::vector<double> numbers;     ///< the points of a number; empty for encodings
  std::vector<std::string> names;  ///< the points of encodings; empty for a number
  std::chrono::milliseconds every{};
  bool in_turn =
      false;  ///< each point in `every`, after the last the first; otherwise at random along the line
  std::uint64_t seed = 0;

  std::size_t points() const { return numbers.size() + names.size(); }
  bool operator==(const RandomWalk&) const = default;
};

/** Between two neighbours of a walk's points: 0 = at `from`, 1 = at `to`. */
struct RandomWalkPlace {
  std::size_t from;
  std::size_t to;
  double position;
};

/**
 * Where the walk is at a moment. It rests at what it comes to, and is fastest in the middle between two: one
 * and a half times as fast as a straight line.
 */
RandomWalkPlace place_at(const RandomWalk& walk, Moment moment);

/** The value there, of a walk of numbers. */
double number_at(const RandomWalk& walk, Moment moment);

/** How often to tell of the walk, so that straight lines between look like it. */
std::chrono::milliseconds stride(const RandomWalk& walk);

}  // namespace aeolian
