// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "core/control/control_interface.h"

namespace aeolian::midi {

/** The most recent messages, and the effect of each. Any thread. */
class Monitor {
 public:
  static constexpr std::size_t kept = 256;

  /** Gives the report its number. */
  void push(MidiReport report);

  /** Returns the messages with numbers above `after`, at most `kept`; numbers begin at 1. */
  std::vector<MidiReport> after(std::uint64_t number) const;

 private:
  mutable std::mutex mutex_;
  std::deque<MidiReport> messages_;
  std::uint64_t number_ = 0;
};

}  // namespace aeolian::midi
