// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"
#include "core/process/subprocess.h"

namespace aeolian {

/** Exit codes of aeolian-output, by which its supervisor knows why it ended. */
namespace output_exit {
inline constexpr int done = 0;
inline constexpr int bad_usage = 2;
inline constexpr int no_device = 3;    ///< none at all, or none of the name asked for
inline constexpr int device_lost = 4;  ///< it was open and is no more
inline constexpr int refused = 5;      ///< it is there and cannot be opened
}  // namespace output_exit

/** Which device aeolian-output shall open. */
struct DeviceChoice {
  std::string client = "aeolian";  ///< our own name, among JACK's clients
  std::string name;                ///< part of "host API: device", any case; empty = the system's default
  int rate = 0;                    ///< Hz; 0 = the device's own
  int block = 0;                   ///< frames a callback; 0 = the device's own
  double latency_ms = 0;  ///< to ask for; 0 = what suits the kind of device, and more where it stalls
};

/** The program aeolian-output: beside this program, or where the installation puts it. */
ErrorOr<std::filesystem::path> find_output_program();

/** Replaces this process by `aeolian-output --list`; returns only if that fails. */
Error become_device_list();

/** Starts aeolian-output on the shared memory behind `stream_fd`. SIGTERM makes it fade out and end. */
ErrorOr<Subprocess> start_output_process(const std::filesystem::path& program, int stream_fd,
                                         const DeviceChoice& device);

}  // namespace aeolian
