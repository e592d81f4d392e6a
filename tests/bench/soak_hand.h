// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/control/value.h"
#include "core/random.h"

namespace aeolian {

/** One thing that a performer does: a path below the OSC prefix and its values, as every control source takes
 * them. */
struct HandAction {
  std::string path;
  std::vector<ControlValue> values;
};

/**
 * A performer with a lot of patience: moves one parameter after another to places drawn from a seed, the same
 * ones for the same seed. Leaves alone what would make a judge of the sound fall silent (mute, stop, fades).
 */
class SoakHand {
 public:
  /** `encodings`: names of the encodings that the model has. */
  SoakHand(std::vector<std::string> encodings, std::uint64_t seed)
      : encodings_(std::move(encodings)), random_(seed) {}

  HandAction next();

 private:
  HandAction move_encoding();
  std::string any_encoding() { return encodings_[random_.bits() % encodings_.size()]; }

  const std::vector<std::string> encodings_;
  Random random_;
};

}  // namespace aeolian
