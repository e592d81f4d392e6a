// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output_program/device_choice.h"

#include <algorithm>
#include <bit>
#include <cctype>

#include "core/lower_case.h"
#include "core/printable.h"

namespace aeolian::daemon {
namespace {

// A plugin passes blocks on to a server with its own period. With a shorter latency the server runs dry
// between two blocks: measured on PulseAudio 16 and PipeWire 0.3 (tests/README.md, continuity).
constexpr double plugin_latency = 0.08;  // seconds
constexpr double least_plugin_block = 512;
constexpr double most_plugin_block = 2048;

bool holds(const Device& device, const std::string& wanted) {
  return lower_case(device.name()).find(lower_case(wanted)) != std::string::npos;
}

bool is_jack_by_alsa(const Device& device) {
  return device.kind != DeviceKind::jack && lower_case(device.label) == "jack";
}

}  // namespace

bool is_exactly(const Device& device, const std::string& wanted) {
  return lower_case(device.name()) == lower_case(wanted) ||
         (lower_case(device.label) == lower_case(wanted) && !is_jack_by_alsa(device));
}

ErrorOr<Device> choose_device(const std::vector<Device>& devices, const std::string& wanted) {
  const auto first = [&](auto fits) -> const Device* {
    const auto found = std::ranges::find_if(devices, fits);
    return found == devices.end() ? nullptr : &*found;
  };
  const auto is_jack = [](const Device& device) { return device.kind == DeviceKind::jack; };
  const Device* found = nullptr;
  if (wanted.empty()) {
    found = first([&](const Device& device) { return is_jack(device) && device.is_default; });
    if (found == nullptr) found = first(is_jack);
    if (found == nullptr) {
      found = first([](const Device& device) { return device.is_default && !is_jack_by_alsa(device); });
    }
    for (const auto* label : {"default", "pipewire", "pulse"}) {
      if (found == nullptr) found = first([&](const Device& device) { return device.label == label; });
    }
    if (found == nullptr) found = first([](const Device& device) { return !is_jack_by_alsa(device); });
  } else {
    found = first([&](const Device& device) { return lower_case(device.name()) == lower_case(wanted); });
    if (found == nullptr) {
      found = first([&](const Device& device) { return is_jack(device) && is_exactly(device, wanted); });
    }
    if (found == nullptr) {
      found = first([&](const Device& device) {
        return is_jack(device) && device.is_default && holds(device, wanted);
      });
    }
    if (found == nullptr) {
      found = first([&](const Device& device) { return is_jack(device) && holds(device, wanted); });
    }
    if (found == nullptr) found = first([&](const Device& device) { return is_exactly(device, wanted); });
    if (found == nullptr) {
      found = first([&](const Device& device) { return !is_jack_by_alsa(device) && holds(device, wanted); });
    }
  }
  if (found != nullptr) {
    return *found;
  }
  if (wanted.empty() || devices.empty()) {
    return fail("no sound device: neither ALSA nor JACK offers one");
  }
  return fail("no sound device is called " + in_quotes(wanted) + "; --list-devices shows what is available");
}

double first_latency(const Device& device) {
  switch (device.kind) {
    case DeviceKind::jack:
      return 0.;
    case DeviceKind::hardware:
      return device.low_latency;
    case DeviceKind::plugin:
      break;
  }
  return std::max(plugin_latency, device.low_latency);
}

int first_block(const Device& device, double latency_s, double rate) {
  if (device.kind != DeviceKind::plugin) {
    return 0;
  }
  const double quarter = std::clamp(latency_s * rate / 4., least_plugin_block, most_plugin_block);
  return static_cast<int>(std::bit_floor(static_cast<unsigned>(quarter)));
}

}  // namespace aeolian::daemon
