// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>
#include <vector>

namespace aeolian::oscquery {

/** Another program, found in PATH, that is written to and read line by line. Ends on destruction. */
class Program {
 public:
  explicit Program(const std::vector<std::string>& words);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void say(const std::string& line);
  /** The next line of its output; empty = it has ended. */
  std::string line();

 private:
  pid_t process_;
  FILE* to_;
  FILE* from_;
};

/** The output of `command`, run by the shell. */
std::string output_of(const std::string& command);

/** Whether all these programs are in PATH. */
bool are_installed(const std::vector<std::string>& programs);

}  // namespace aeolian::oscquery
