// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/protocols/pd/pd_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace aeolian {
namespace {

constexpr const char* program = "/usr/bin/pd";

std::filesystem::path new_file() {
  std::string name = std::filesystem::temp_directory_path() / "aeolian-pd-XXXXXX";
  close(mkstemp(name.data()));
  return name;
}

}  // namespace

bool PdProcess::is_installed() {
  return access(program, X_OK) == 0;
}

PdProcess::PdProcess(const std::vector<std::string>& patches, const std::vector<std::string>& messages,
                     const std::string& display)
    : output_(new_file()) {
  std::vector<const char*> arguments{program, "-noprefs", "-noaudio", "-nomidi", "-stderr"};
  if (display.empty()) arguments.push_back("-nogui");
  for (const auto& patch : patches) {
    arguments.push_back("-open");
    arguments.push_back(patch.c_str());
  }
  for (const auto& message : messages) {
    arguments.push_back("-send");
    arguments.push_back(message.c_str());
  }
  arguments.push_back(nullptr);
  process_ = fork();
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int file = open(output_.c_str(), O_WRONLY | O_TRUNC);
    dup2(file, STDOUT_FILENO);
    dup2(file, STDERR_FILENO);
    if (!display.empty()) setenv("DISPLAY", display.c_str(), 1);
    execv(program, const_cast<char**>(arguments.data()));
    _exit(127);
  }
}

PdProcess::~PdProcess() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  std::filesystem::remove(output_);
}

std::string PdProcess::printed() const {
  std::ostringstream text;
  text << std::ifstream(output_).rdbuf();
  return text.str();
}

}  // namespace aeolian
