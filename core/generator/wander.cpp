#include "core/generator/wander.h"

#include <cmath>

namespace aeolian {
namespace {

/** Seconds at a place, way there included. */
constexpr double shortest_dwell_s = 4., longest_dwell_s = 12.;
constexpr double glide_s = 1.5;

}  // namespace

Wander::Wander(std::span<const float> places, std::size_t size, double step_rate)
    : places_(places), size_(size), step_rate_(step_rate), glide_(size) {}

std::span<const float> Wander::place(std::size_t index) const {
  return places_.subspan(index % (places_.size() / size_) * size_, size_);
}

void Wander::start(std::size_t first, const Random& random) {
  if (places_.empty()) return;
  random_ = random;
  glide_.set(place(first));
  left_ = dwell();
}

void Wander::next() {
  if (places_.empty()) return;
  if (left_-- == 0) {
    glide_.go(place(random_.bits()), static_cast<int>(std::lround(glide_s * step_rate_)));
    left_ = dwell();
  }
  glide_.next();
}

int Wander::dwell() {
  const double seconds = shortest_dwell_s + (longest_dwell_s - shortest_dwell_s) * random_.uniform();
  return static_cast<int>(seconds * step_rate_);
}

}  // namespace aeolian
