// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <sstream>

namespace aeolian {

ChildProcess::ChildProcess(std::vector<std::string> argv, const std::filesystem::path& output) {
  std::vector<char*> words;
  for (std::string& word : argv) {
    words.push_back(word.data());
  }
  words.push_back(nullptr);
  process_ = fork();
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    execvp(words[0], words.data());
    _exit(127);
  }
}

bool ChildProcess::lives() {
  if (process_ > 0 && waitpid(process_, nullptr, WNOHANG) == process_) {
    process_ = -1;
  }
  return process_ > 0;
}

void ChildProcess::send(int signal) const {
  if (process_ > 0) {
    kill(process_, signal);
  }
}

void ChildProcess::end() {
  send(SIGKILL);
  if (process_ > 0) {
    waitpid(process_, nullptr, 0);
  }
  process_ = -1;
}

bool is_installed(const std::string& program) {
  const char* folders = std::getenv("PATH");
  std::istringstream path(folders == nullptr ? "" : folders);
  for (std::string folder; std::getline(path, folder, ':');) {
    if (access((std::filesystem::path(folder) / program).c_str(), X_OK) == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace aeolian
