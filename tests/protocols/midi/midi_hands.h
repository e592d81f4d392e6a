// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unistd.h>

#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "core/control/control_context.h"
#include "core/control/parameters.h"
#include "core/control/presets.h"
#include "tests/core/control/fake_control_interface.h"

namespace aeolian::midi {

/**
 * A control context for MIDI: the named encodings wind and sea of two values, and presets in their own
 * folder.
 */
class MidiHands {
 public:
  MidiHands() = default;
  ~MidiHands() { std::filesystem::remove_all(folder); }
  MidiHands(const MidiHands&) = delete;
  MidiHands& operator=(const MidiHands&) = delete;

  ControlContext context() { return {parameters, presets, instrument}; }
  std::vector<ControlEvent> sent() {
    const std::lock_guard lock(mutex_);
    return sent_;
  }
  double number(ParameterId id) const { return parameters.number(id); }

  const std::filesystem::path folder = [] {
    std::string name = std::filesystem::temp_directory_path() / "aeolian-midi-XXXXXX";
    return std::filesystem::path(mkdtemp(name.data()));
  }();
  Parameters parameters{
      EncodingBank::create({"wind", "sea"}, std::vector<float>{1.f, 0.f, 0.f, 1.f}, 2).value()};
  Parameters::Source midi = parameters.add_source("MIDI", [this](const ControlEvent& event) {
    const std::lock_guard lock(mutex_);
    sent_.push_back(event);
    return true;
  });
  Parameters::Source osc = parameters.add_source("OSC", [](const ControlEvent&) { return true; });
  Presets presets{folder / "presets", parameters};
  FakeControlInterface instrument;

 private:
  std::mutex mutex_;
  std::vector<ControlEvent> sent_;
};

}  // namespace aeolian::midi
