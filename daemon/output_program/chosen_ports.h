// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace aeolian::daemon {

/**
 * Chooses the ports of another JACK client to connect to. A client may register its ports one by one, so the
 * choice follows until they were the same twice in a row. Then it stays while all of the chosen ports exist,
 * because a client that adds or reorders ports must not move the sound to others. One thread.
 */
class ChosenPorts {
 public:
  /** Called regularly: returns the first of the `available` ports, `most` at most, or those chosen before. */
  const std::vector<std::string>& choose(const std::vector<std::string>& available, std::size_t most);

 private:
  std::vector<std::string> chosen_;
  std::vector<std::string> seen_;  // those available at the last call
  bool is_settled_ = false;
};

}  // namespace aeolian::daemon
