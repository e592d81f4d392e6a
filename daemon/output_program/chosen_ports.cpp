// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/chosen_ports.h"

#include <algorithm>
#include <utility>

namespace aeolian::daemon {

const std::vector<std::string>& ChosenPorts::choose(const std::vector<std::string>& available,
                                                    std::size_t most) {
  const bool is_same = std::exchange(seen_, available) == available;
  const bool exists = !chosen_.empty() && std::ranges::all_of(chosen_, [&](const std::string& port) {
    return std::ranges::find(available, port) != available.end();
  });
  if (is_settled_ && exists) return chosen_;
  chosen_ = available;
  chosen_.resize(std::min(most, available.size()));
  is_settled_ = is_same;
  return chosen_;
}

}  // namespace aeolian::daemon
