// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocols/midi/midi_monitor.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace aeolian::midi {

void Monitor::push(MidiReport report) {
  const std::lock_guard lock(mutex_);
  if (messages_.size() == kept) messages_.pop_front();
  report.number = ++number_;
  messages_.push_back(std::move(report));
}

std::vector<MidiReport> Monitor::after(std::uint64_t number) const {
  const std::lock_guard lock(mutex_);
  const auto first = std::ranges::upper_bound(messages_, number, {}, &MidiReport::number);
  return {first, messages_.end()};
}

}  // namespace aeolian::midi
