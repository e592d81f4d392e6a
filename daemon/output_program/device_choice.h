// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/error.h"

namespace aeolian::daemon {

/** How a device is connected, which determines the latency that it can sustain. */
enum class DeviceKind {
  jack,      ///< a native client of a JACK server; the server decides the latency
  hardware,  ///< a sound card, through ALSA
  plugin,    ///< a sound server or a mixer behind an ALSA plugin
};

/** A device that can play. */
struct Device {
  DeviceKind kind = DeviceKind::plugin;
  int index = -1;     ///< PortAudio's
  std::string host;   ///< such as "ALSA"
  std::string label;  ///< the host's name for the device
  int channels = 0;
  double rate = 0;  ///< Hz, the device's own
  bool is_default = false;
  double low_latency = 0;  ///< PortAudio's low latency, seconds

  std::string name() const { return host + ": " + label; }
};

/** PortAudio's name for JACK as a host. */
inline constexpr auto jack_host = "JACK Audio Connection Kit";

/**
 * Whether `wanted` is exactly this device's name (case-insensitive): "host: device", or only the device's
 * part.
 */
bool is_exactly(const Device& device, const std::string& wanted);

/**
 * Chooses the device that matches `wanted` (case-insensitive): first by full name, then a native JACK client
 * whose name contains it, then a device of exactly that name, then the first device whose name contains it.
 * Empty = the default: native JACK if a server is running, else the system's. JACK behind an ALSA plugin is
 * chosen only by its full name, because its ports have different names at every start.
 */
ErrorOr<Device> choose_device(const std::vector<Device>& devices, const std::string& wanted);

/** The longest latency requested automatically, seconds. */
inline constexpr double longest_latency = 0.2;

/** Returns the latency to request from `device` first if none is configured, seconds; 0 = the server's. */
double first_latency(const Device& device);

/** Returns the block size to request from `device` if none is configured, frames; 0 = the device's choice. */
int first_block(const Device& device, double latency_s, double rate);

}  // namespace aeolian::daemon
