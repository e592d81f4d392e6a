// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/random_walk.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace aeolian {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds shortest_stride = 250ms, longest_stride = 5s;
constexpr int strides_of_a_way = 256;

/** The number of whole segments since 1970, and the position in the present one, 0..1. */
struct Progress {
  std::int64_t ways;
  double share;
};

Progress progress_at(const RandomWalk& walk, Moment moment) {
  const std::int64_t now = moment.time_since_epoch().count(), every = walk.every.count();
  const std::int64_t ways = now >= 0 ? now / every : -((every - 1 - now) / every);
  return {ways, static_cast<double>(now - ways * every) / static_cast<double>(every)};
}

double smooth(double x) {
  return x * x * (3. - 2. * x);
}

/**
 * The target of segment `number`, 0..1; each has its own random stream, so it does not depend on earlier
 * ones.
 */
double aim(const RandomWalk& walk, std::int64_t number) {
  constexpr std::uint64_t first_stream = std::uint64_t{1} << 62;  // for walks only
  const auto of_parameter = static_cast<std::uint64_t>(walk.parameter) << 48;
  constexpr std::uint64_t number_bits = (std::uint64_t{1} << 48) - 1;
  Random random(walk.seed, first_stream | of_parameter | (static_cast<std::uint64_t>(number) & number_bits));
  return static_cast<double>(random.uniform());
}

}  // namespace

RandomWalkPlace place_at(const RandomWalk& walk, Moment moment) {
  const auto [ways, share] = progress_at(walk, moment);
  const std::size_t count = walk.points();
  if (walk.in_turn) {
    const auto size = static_cast<std::int64_t>(count);
    const auto from = static_cast<std::size_t>((ways % size + size) % size);
    return {from, (from + 1) % count, smooth(share)};
  }
  const double along = std::lerp(aim(walk, ways), aim(walk, ways + 1), smooth(share));
  const double place = along * static_cast<double>(count - 1);
  const auto from = std::min(static_cast<std::size_t>(place), count - 2);
  return {from, from + 1, place - static_cast<double>(from)};
}

double number_at(const RandomWalk& walk, Moment moment) {
  const auto [from, to, position] = place_at(walk, moment);
  return std::lerp(walk.numbers[from], walk.numbers[to], position);
}

std::chrono::milliseconds stride(const RandomWalk& walk) {
  return std::clamp(walk.every / strides_of_a_way, shortest_stride, longest_stride);
}

}  // namespace aeolian
