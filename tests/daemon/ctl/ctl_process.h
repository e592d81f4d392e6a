// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace aeolian::ctl {

/** A running program with its output. Killed on destruction if it is still running. */
class CtlProcess {
 public:
  /**
   * `words` are the program and its arguments; the folder of this build's aeolian-ctl comes first in PATH.
   */
  explicit CtlProcess(std::vector<std::string> words);
  ~CtlProcess();
  CtlProcess(const CtlProcess&) = delete;
  CtlProcess& operator=(const CtlProcess&) = delete;

  void send(int signal) const;
  /** Waits until it ends; returns its exit code, or 128 + the signal that ended it. */
  int wait();

  std::string output() const;  ///< to stdout, so far
  std::string errors() const;  ///< to stderr, so far

 private:
  std::filesystem::path folder_;
  pid_t process_ = -1;
};

}  // namespace aeolian::ctl
