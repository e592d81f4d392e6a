// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/gliding_shape.h"

#include <cmath>

#include "core/control/parameters.h"
#include "core/state_archive.h"

namespace aeolian {

static_assert(FrameShape::no_floor_db == static_cast<float>(no_floor_db));

Ramp* GlidingShape::ramp_of(ParameterId id) {
  switch (id) {
    case ParameterId::transpose:
      return &transpose_;
    case ParameterId::formant:
      return &formant_;
    case ParameterId::tilt:
      return &tilt_;
    case ParameterId::bright:
      return &bright_;
    case ParameterId::floor:
      return &floor_;
    case ParameterId::sharpen:
      return &sharpen_;
    case ParameterId::attack:
      return &attack_;
    default:
      return nullptr;
  }
}

void GlidingShape::apply(const ControlEvent& event) {
  if (Ramp* const ramp = ramp_of(event.parameter))
    ramp->go(event.number, static_cast<std::size_t>(std::lround(event.glide_s * frame_rate_)));
}

const FrameShape& GlidingShape::next() {
  shape_ = {.transpose = transpose_.next(),
            .formant = formant_.next(),
            .tilt_db = tilt_.next(),
            .bright_db = bright_.next(),
            .floor_db = floor_.next(),
            .sharpen = sharpen_.next(),
            .attack = attack_.next()};
  return shape_;
}

void GlidingShape::archive(StateArchive& state) {
  for (const auto& spec : parameter_specs()) {
    Ramp* const ramp = ramp_of(spec.id);
    if (!ramp) continue;
    state.value(*ramp);
    state.require(ramp->stays_within(static_cast<float>(spec.minimum), static_cast<float>(spec.maximum)));
  }
}

}  // namespace aeolian
