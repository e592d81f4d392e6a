// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/soak_hand.h"

namespace aeolian {

HandAction SoakHand::next() {
  switch (random_.bits() % 6) {
    case 0:
      return {"/temperature", {0.7 + 0.5 * random_.uniform(), 20.}};
    case 1:
      return {"/guidance", {2. * random_.uniform(), 5.}};
    case 2:
      return {"/gain", {-6. * random_.uniform(), 1.}};
    case 3:
      return {"/seed", {std::int64_t{random_.bits()}}};
    default:
      return move_encoding();
  }
}

HandAction SoakHand::move_encoding() {
  if (encodings_.empty()) return {"/encoding/wander", {}};
  switch (random_.bits() % 4) {
    case 0:
      return {"/encoding/set", {any_encoding(), 10.}};
    case 1:
      return {"/encoding/interpolate", {any_encoding(), any_encoding(), double{random_.uniform()}, 10.}};
    case 2:
      return {"/encoding/xy", {double{random_.uniform()}, double{random_.uniform()}, 10.}};
    default:
      return {"/encoding/wander", {10.}};
  }
}

}  // namespace aeolian
