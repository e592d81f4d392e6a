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

/** A running aeoliand of this build, with its own configuration and state folder. Killed on destruction. */
class DaemonProcess {
 public:
  explicit DaemonProcess(std::vector<std::string> options, const std::filesystem::path& program = AEOLIAND);
  ~DaemonProcess();
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  pid_t pid() const { return process_; }

  void send(int signal) const;

  /** Returns its exit code, or 128 + the signal that ended it; nothing if it still runs after `patience`. */
  std::optional<int> wait(std::chrono::seconds patience);

  /** The aeolian-output process that plays for it; -1 = none. */
  pid_t output_process() const { return child("aeolian-output"); }
  /** The aeolian-midi process that receives MIDI for it; -1 = none. */
  pid_t midi_process() const { return child("aeolian-midi"); }

  /** The UDP port for OSC, once it is logged; 0 = not yet. */
  std::uint16_t osc_port() const;

  /** The whole log. */
  std::string log() const;

  /** The number of steps in the last line of the log. */
  long steps() const;

 private:
  pid_t child(const std::string& name) const;

  std::filesystem::path folder_;
  pid_t process_ = -1;
};

}  // namespace aeolian
