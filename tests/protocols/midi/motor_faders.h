// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "protocols/midi/midi_display.h"
#include "protocols/midi/midi_message.h"

namespace aeolian::midi {

/** A controller with motor faders and lights, which keeps track of the position of each control. */
class MotorFaders {
 public:
  explicit MotorFaders(const Mapping& mapping) : bindings_(displayed(mapping)) {}

  const std::vector<Binding>& bindings() const { return bindings_; }

  /** Moves a control by hand; returns the messages that the controller sends. */
  std::vector<ShortMidiMessage> move(const Binding& binding, int value) {
    stands_[name_of(binding)] = value;
    return messages_to(binding.source, 1, value, largest_value(binding.source.kind));
  }

  /** Receives messages for its motors and lights. */
  void receive(std::span<const ShortMidiMessage> messages) {
    const auto before = stands_;
    std::map<std::string, int> moved;
    for (const auto& message : messages) {
      ++received_;
      for (const auto& move : decoder_.take(parse_message(message.span()).value())) {
        for (const auto& binding : bindings_)
          if (binding.source.hears(move)) stands_[name_of(binding)] = moved[name_of(binding)] = move.value;
      }
    }
    for (const auto& [name, value] : moved) {
      const auto stood = before.find(name);
      if (stood != before.end() && stood->second == value) ++needless_;
    }
  }

  int at(const Binding& binding) const { return stands_.at(name_of(binding)); }
  int received() const { return received_; }
  /** Number of messages that moved a control to its present position. */
  int needless() const { return needless_; }

 private:
  static std::string name_of(const Binding& binding) { return binding.source.text(); }

  const std::vector<Binding> bindings_;
  Decoder decoder_;
  std::map<std::string, int> stands_;
  int received_ = 0, needless_ = 0;
};

}  // namespace aeolian::midi
