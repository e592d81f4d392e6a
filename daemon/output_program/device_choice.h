// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/error.h"

namespace aeolian {

/** How a device is reached, on which the latency depends that it can keep. */
enum class DeviceKind {
  jack,      ///< a client of a JACK server, natively; the server decides its latency
  hardware,  ///< a sound card, by ALSA
  plugin,    ///< a sound server or a mixer behind an ALSA plugin
};

/** A device that can play. */
struct Device {
  DeviceKind kind = DeviceKind::plugin;
  int index = -1;     ///< PortAudio's
  std::string host;   ///< as "ALSA"
  std::string label;  ///< the host's name for it
  int channels = 0;
  double rate = 0;  ///< Hz, the device's own
  bool is_default = false;
  double low_latency = 0;  ///< seconds that PortAudio calls low

  std::string name() const { return host + ": " + label; }
};

/** JACK's name among the hosts. */
inline constexpr auto jack_host = "JACK Audio Connection Kit";

/** Whether `wanted` names exactly this device, in any case: as "host: device" or by the device's part. */
bool is_exactly(const Device& device, const std::string& wanted);

/**
 * The device that `wanted` (in any case) means. The whole name wins, then a native JACK device whose name
 * holds it, then a device's exact name, then the first whose name holds it. Empty = the default: native JACK
 * where a server runs, else the system's. JACK behind an ALSA plugin is taken only by its whole name: its
 * ports have other names at every start.
 */
ErrorOr<Device> choose_device(const std::vector<Device>& devices, const std::string& wanted);

/** The most latency that is asked for without being told to, seconds. */
inline constexpr double longest_latency = 0.2;

/** Latency to ask of `device` at first, in seconds, where none was configured; 0 = the server's. */
double first_latency(const Device& device);

/** Frames a callback to ask of `device`, where none were configured; 0 = as the device likes. */
int first_block(const Device& device, double latency_s, double rate);

}  // namespace aeolian
