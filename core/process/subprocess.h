// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/file_descriptor.h"

namespace aeolian {

/**
 * Finds the program `name` of this installation: beside this program, or in libexec. The error lists the
 * places searched; `purpose` ("which plays to devices") tells the user what is missing.
 */
ErrorOr<std::filesystem::path> find_program(const std::string& name, const std::string& purpose);

/**
 * A running program of ours that may crash or hang: it inherits one descriptor, and its stderr is read line
 * by line. It should request PR_SET_PDEATHSIG in its first thread, so that it ends with the thread that
 * started it. One thread; the destructor kills and reaps it.
 */
class Subprocess {
 public:
  /** Number that the inherited descriptor has in the program. */
  static constexpr int inherited_fd = 3;
  /** Exit codes above this mean that a signal ended it: code minus signal_base is its number. */
  static constexpr int signal_base = 128;

  /**
   * Starts `program` with `arguments`, with `fd` as its descriptor 3 and `input` as its standard input, in
   * its own process group, so that Ctrl-C on the terminal does not reach it, and with no signal blocked.
   */
  static ErrorOr<Subprocess> start(const std::filesystem::path& program, std::vector<std::string> arguments,
                                   int fd, int input = 0);
  Subprocess(Subprocess&& other) noexcept;
  Subprocess& operator=(Subprocess&& other) noexcept;
  ~Subprocess();

  pid_t pid() const { return pid_; }

  void terminate() const;  ///< SIGTERM
  void kill() const;       ///< SIGKILL

  /** Its exit code once it has ended, signal_base + signal if a signal ended it; empty while it runs. */
  std::optional<int> exit_code();

  /** Sends SIGTERM, and SIGKILL if it still runs after `patience`. Returns when it has ended. */
  void stop(std::chrono::milliseconds patience);

  /** Complete lines written to its stderr since the last call. */
  std::vector<std::string> lines();

 private:
  Subprocess(pid_t pid, FileDescriptor errors) : pid_(pid), errors_(std::move(errors)) {}

  pid_t pid_;
  std::optional<int> exit_code_;
  FileDescriptor errors_;  // the reading end of its stderr
  std::string unfinished_;
};

}  // namespace aeolian
