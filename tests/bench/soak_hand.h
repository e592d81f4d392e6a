// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/control/value.h"
#include "core/random.h"

namespace aeolian {

/**
 * An action of a performer: a path below the OSC prefix with its values, as any control source would send it.
 */
struct HandAction {
  std::string path;
  std::vector<ControlValue> values;
};

/**
 * A patient performer: moves one parameter after another to values chosen at random from a seed. Leaves out
 * the actions that would silence the sound to be judged (mute, stop, fades).
 */
class SoakHand {
 public:
  /** `encodings`: names of the model's encodings. */
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
