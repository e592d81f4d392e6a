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
 * A slow movement of one parameter along a line of points. Its position depends only on the seed and the
 * time, so an interrupted walk resumes where it would have been.
 */
struct RandomWalk {
  static constexpr std::chrono::seconds shortest{5};    ///< of `every`
  static constexpr std::chrono::hours longest{7 * 24};  ///< of `every`
  static constexpr std::size_t most_points = 32;

  ParameterId parameter = ParameterId::temperature;
  std::vector<double> numbers;     ///< the points, if the parameter is a number; otherwise empty
  std::vector<std::string> names;  ///< the points, if it is an encoding; otherwise empty
  std::chrono::milliseconds every{};
  /** True = visits each point in turn, one per `every`; false = moves at random along the line. */
  bool in_turn = false;
  std::uint64_t seed = 0;

  std::size_t points() const { return numbers.size() + names.size(); }
  bool operator==(const RandomWalk&) const = default;
};

/** A position between two neighbouring points: 0 = at `from`, 1 = at `to`. */
struct RandomWalkPlace {
  std::size_t from;
  std::size_t to;
  double position;
};

/**
 * The walk's position at a moment. It comes to rest at each target and is fastest halfway between two, at one
 * and a half times the mean speed.
 */
RandomWalkPlace place_at(const RandomWalk& walk, Moment moment);

/** The value at that position, for a walk of numbers. */
double number_at(const RandomWalk& walk, Moment moment);

/** Interval at which to send the position so that straight lines in between approximate the walk. */
std::chrono::milliseconds stride(const RandomWalk& walk);

}  // namespace aeolian
