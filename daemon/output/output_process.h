// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/process/subprocess.h"

namespace aeolian::daemon {

/** Exit codes of aeolian-output, which tell its supervisor why it ended. */
namespace output_exit {
inline constexpr int done = 0;
inline constexpr int bad_usage = 2;
inline constexpr int no_device = 3;    ///< none at all, or none of that name
inline constexpr int device_lost = 4;  ///< disappeared while open
inline constexpr int refused = 5;      ///< exists but cannot be opened
}  // namespace output_exit

/** The device that aeolian-output opens. */
struct DeviceChoice {
  std::string client = "aeolian";  ///< JACK client name
  std::string name;                ///< part of "host API: device", in any case; empty = the system's default
  int rate = 0;                    ///< Hz; 0 = the device's own
  int block = 0;                   ///< frames per callback; 0 = the device's own
  /** The input device: part of its name; empty = the default; no value = none. */
  std::optional<std::string> input;
  double latency_ms = 0;  ///< requested; 0 = suits the kind of device, and grows if it stalls
};

/** Returns the path of aeolian-output: beside this program, or where it is installed. */
ErrorOr<std::filesystem::path> find_output_program();

/** Replaces this process with `aeolian-output --list`; returns only if that fails. */
Error become_device_list();

/** Starts aeolian-output on the shared memory behind `stream_fd`. On SIGTERM it fades out and ends. */
ErrorOr<Subprocess> start_output_process(const std::filesystem::path& program, int stream_fd,
                                         const DeviceChoice& device);

}  // namespace aeolian::daemon
