// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace aeolian {

/** A program that runs beside a test, with the test's environment. Killed and reaped on destruction. */
class ChildProcess {
 public:
  /** `argv[0]` is looked up in PATH; output goes to `output`, by default nowhere. */
  explicit ChildProcess(std::vector<std::string> argv, const std::filesystem::path& output = "/dev/null");
  ChildProcess(ChildProcess&& other) noexcept : process_(std::exchange(other.process_, -1)) {}
  ChildProcess& operator=(ChildProcess&& other) noexcept {
    std::swap(process_, other.process_);
    return *this;
  }
  ~ChildProcess() { end(); }

  bool lives();
  void send(int signal) const;

 private:
  void end();

  pid_t process_ = -1;
};

/** Whether a program of this name is in PATH. */
bool is_installed(const std::string& program);

}  // namespace aeolian
