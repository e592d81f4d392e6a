// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/daemon/ctl/ctl_process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace aeolian::ctl {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

CtlProcess::CtlProcess(std::vector<std::string> words) {
  std::string folder = std::filesystem::temp_directory_path() / "aeolian-ctl-XXXXXX";
  folder_ = mkdtemp(folder.data());
  const std::string path =
      std::filesystem::path(AEOLIAN_CTL).parent_path().string() + ":" + std::getenv("PATH");
  const auto output = folder_ / "output", errors = folder_ / "errors";
  std::vector<char*> arguments;
  for (auto& word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  process_ = fork();
  if (process_ == 0) {
    setenv("PATH", path.c_str(), 1);
    dup2(open(output.c_str(), O_WRONLY | O_CREAT, 0600), STDOUT_FILENO);
    dup2(open(errors.c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
}

CtlProcess::~CtlProcess() {
  if (process_ > 0) {
    send(SIGKILL);
    wait();
  }
  std::filesystem::remove_all(folder_);
}

void CtlProcess::send(int signal) const {
  kill(process_, signal);
}

int CtlProcess::wait() {
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string CtlProcess::output() const {
  return text_of(folder_ / "output");
}

std::string CtlProcess::errors() const {
  return text_of(folder_ / "errors");
}

}  // namespace aeolian::ctl
