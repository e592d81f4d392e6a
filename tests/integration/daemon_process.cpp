// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/daemon_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>
#include <thread>

#include "tests/comes_true.h"

namespace aeolian {

using namespace std::chrono_literals;

DaemonProcess::DaemonProcess(std::vector<std::string> options, const std::filesystem::path& program) {
  std::string name = std::filesystem::temp_directory_path() / "aeoliand-XXXXXX";
  folder_ = mkdtemp(name.data());
  const int log = open((folder_ / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  options.insert(options.begin(), program);
  std::vector<char*> argv;
  for (std::string& option : options) {
    argv.push_back(option.data());
  }
  argv.push_back(nullptr);
  process_ = fork();
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(log, STDERR_FILENO);
    // Uses neither the configuration nor the state of the user who runs the tests.
    setenv("XDG_CONFIG_HOME", folder_.c_str(), 1);
    setenv("XDG_STATE_HOME", folder_.c_str(), 1);
    unsetenv("STATE_DIRECTORY");
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(log);
}

DaemonProcess::~DaemonProcess() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

void DaemonProcess::send(int signal) const {
  kill(process_, signal);
}

std::optional<int> DaemonProcess::wait(std::chrono::seconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  int status = 0;
  while (waitpid(process_, &status, WNOHANG) != process_) {
    if (std::chrono::steady_clock::now() > until) {
      return {};
    }
    std::this_thread::sleep_for(5ms);
  }
  process_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

pid_t DaemonProcess::child(const std::string& name) const {
  // Children are listed under the thread that started them.
  std::error_code error;
  for (const auto& task :
       std::filesystem::directory_iterator("/proc/" + std::to_string(process_) + "/task", error)) {
    std::ifstream children(task.path() / "children");
    for (pid_t child = -1; children >> child;) {
      std::string called;
      std::getline(std::ifstream("/proc/" + std::to_string(child) + "/comm") >> std::ws, called);
      if (called == name) {
        return child;
      }
    }
  }
  return -1;
}

std::uint16_t DaemonProcess::osc_port() const {
  std::smatch match;
  std::string text;
  const bool told = comes_true([&] {
    text = log();
    return std::regex_search(text, match, std::regex("OSC on [^ \\n]*:(\\d+)\\n"));
  });
  return told ? static_cast<std::uint16_t>(std::stoi(match[1])) : 0;
}

std::string DaemonProcess::log() const {
  std::ostringstream text;
  text << std::ifstream(folder_ / "log").rdbuf();
  return text.str();
}

long DaemonProcess::steps() const {
  const std::string text = log();
  std::smatch match;
  return std::regex_search(text, match, std::regex("(\\d+) steps")) ? std::stol(match[1]) : 0;
}

}  // namespace aeolian
