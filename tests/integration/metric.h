// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "tests/comes_true.h"
#include "tests/protocols/osc/osc_peer.h"

namespace aeolian {

/** All metrics by name; none if the query is not answered, because requests per sender are limited. */
inline std::map<std::string, float> metrics(osc::OscPeer& peer) {
  constexpr std::string_view path = "/aeolian/metrics";
  std::map<std::string, float> figures;
  for (const osc::Message& reply : peer.exchange({std::string(path), {}})) {
    const auto* value = reply.arguments.empty() ? nullptr : std::get_if<float>(&reply.arguments[0]);
    if (value) figures[reply.path.substr(path.size() + 1)] = *value;
  }
  return figures;
}

/** A metric by its name; -1 = there is none. Repeats the query until it is answered. */
inline float metric(osc::OscPeer& peer, const std::string& name) {
  float value = -1.f;
  comes_true([&] {
    const auto figures = metrics(peer);
    if (const auto found = figures.find(name); found != figures.end()) value = found->second;
    return value >= 0.f;
  });
  return value;
}

}  // namespace aeolian
