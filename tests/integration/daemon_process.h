// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace aeolian {

/** A running aeoliand of this build, with its own configuration and state folder. Killed with the object. */
class DaemonProcess {
 public:
  explicit DaemonProcess(std::vector<std::string> options, const std::filesystem::path& program = AEOLIAND);
  ~DaemonProcess();
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  pid_t pid() const { return process_; }

  void send(int signal) const;

  /** Its exit code, 128 + signal if a signal ended it; empty if it still runs after `patience`. */
  std::optional<int> wait(std::chrono::seconds patience);

  /** The process aeolian-output that plays for it; -1 = none. */
  pid_t output_process() const { return child("aeolian-output"); }
  /** The process aeolian-midi that receives MIDI for it; -1 = none. */
  pid_t midi_process() const { return child("aeolian-midi"); }

  /** The UDP port of OSC, once it is logged; 0 = it is not. */
  std::uint16_t osc_port() const;

  /** The whole log. */
  std::string log() const;

  /** Number of steps, from the last line of its log. */
  long steps() const;

 private:
  pid_t child(const std::string& name) const;

  std::filesystem::path folder_;
  pid_t process_ = -1;
};

}  // namespace aeolian
