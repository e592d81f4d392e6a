// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"

namespace aeolian {

/** A command's output and exit code. */
struct CommandResult {
  int exit_code;       ///< -1 = it could not be run
  std::string output;  ///< of stdout and stderr
};

/** Runs a shell command line. */
CommandResult run_command(const std::string& line);

/**
 * A container with systemd as process 1: /usr is this machine's, everything else is an empty memory file
 * system, and there is no network. Removed on destruction.
 */
class SystemdMachine {
 public:
  /** Boots with additional mounts, each "OUTSIDE:INSIDE"; the error says why this machine cannot do it. */
  static ErrorOr<std::unique_ptr<SystemdMachine>> boot(const std::vector<std::string>& folders,
                                                       const std::filesystem::path& log);
  ~SystemdMachine();
  SystemdMachine(const SystemdMachine&) = delete;
  SystemdMachine& operator=(const SystemdMachine&) = delete;

  /** Runs a shell command line in the container, as root, for at most half a minute. */
  CommandResult run(const std::string& line) const;

  /** A property of a unit, from `systemctl show`. */
  std::string show(const std::string& unit, const std::string& property) const;

 private:
  explicit SystemdMachine(pid_t container) : container_(container) {}
  ErrorOr<void> wait_until_up();

  const pid_t container_;   // systemd-nspawn
  pid_t process_one_ = -1;  // its process id outside the container
};

}  // namespace aeolian
