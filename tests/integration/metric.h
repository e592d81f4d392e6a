// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <variant>

#include "tests/comes_true.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian {

/**
 * A metric by the end of its name; -1 = there is none. Repeats the query until it is answered, because a
 * sender has a budget.
 */
inline float metric(osc::OscPeer& peer, const std::string& name) {
  float value = -1.f;
  comes_true([&] {
    for (const osc::OscMessage& reply : peer.exchange({"/aeolian/metrics", {}})) {
      if (reply.path.ends_with("/" + name)) value = std::get<float>(reply.arguments.at(0));
    }
    return value >= 0.f;
  });
  return value;
}

}  // namespace aeolian
