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

/** A running aeoliand of this build, with a configuration and a state folder of its own. Killed with the
 * object. */
class DaemonProcess {
 public:
  explicit DaemonProcess(std::vector<std::string> options, const std::filesystem::path& program = AEOLIAND);
  ~DaemonProcess();
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  pid_t pid() const { return process_; }

  void send(int signal) const;

  /** Its exit code, 128 + signal where one ended it; empty if it still runs after `patience`. */
  std::optional<int> wait(std::chrono::seconds patience);

  /** The process aeolian-output that plays for it; -1 = none. */
  pid_t output_process() const { return child("aeolian-output"); }
  /** The process aeolian-midi that hears MIDI for it; -1 = none. */
  pid_t midi_process() const { return child("aeolian-midi"); }

  /** The UDP port on which it hears OSC, as soon as it tells; 0 = it does not tell. */
  std::uint16_t osc_port() const;

  /** All that it has logged. */
  std::string log() const;

  /** Steps that it made, by the last line of its log. */
  long steps() const;

 private:
  pid_t child(const std::string& name) const;

  std::filesystem::path folder_;
  pid_t process_ = -1;
};

}  // namespace aeolian
