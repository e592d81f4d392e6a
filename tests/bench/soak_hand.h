// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/control/value.h"
#include "core/random.h"

namespace aeolian {

/** A performer's action: a path below the OSC prefix with its values, as any control source would send it. */
struct HandAction {
  std::string path;
  std::vector<ControlValue> values;
};

/**
 * A performer who moves one parameter after another to random values from a seed. Leaves out actions that
 * would silence the judged sound (mute, stop, fades).
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
