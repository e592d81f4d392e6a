// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/systemd_machine.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto patience = 30s;

std::string quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    quoted += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return quoted + "'";
}

pid_t first_child(pid_t process) {
  const std::string id = std::to_string(process);
  pid_t child = -1;
  std::ifstream("/proc/" + id + "/task/" + id + "/children") >> child;
  return child;
}

/** The last line that is not empty. */
std::string last_line(const fs::path& file) {
  std::ifstream text(file);
  std::string last;
  for (std::string line; std::getline(text, line);) {
    last = line.find_first_not_of(" \r") == std::string::npos ? last : line;
  }
  return last;
}

/**
 * The control groups that systemd-nspawn created for itself and the container. It does not remove them,
 * because it assumes that its unit will.
 */
std::vector<fs::path> control_groups(pid_t container) {
  std::vector<fs::path> groups;
  std::ifstream text("/proc/" + std::to_string(container) + "/cgroup");
  for (std::string line; std::getline(text, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    const std::string controller = line.substr(first + 1, second - first - 1);
    const fs::path group = line.substr(second + 2);
    if (group.filename() != "supervisor" || (!controller.empty() && controller != "name=systemd")) {
      continue;
    }
    const fs::path ground = "/sys/fs/cgroup";
    const fs::path hierarchy = ground / (controller.empty() ? "unified" : "systemd");
    const fs::path parent = (fs::exists(hierarchy) ? hierarchy : ground) / group.parent_path();
    groups.insert(groups.end(), {parent / "supervisor", parent / "payload"});
  }
  return groups;
}

/** Removes groups from the innermost out; one in use stays. */
void remove_control_group(const fs::path& group) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(group, error)) {
    if (entry.is_directory(error)) {
      remove_control_group(entry.path());
    }
  }
  fs::remove(group, error);
}

}  // namespace

CommandResult run_command(const std::string& line) {
  FILE* const pipe = popen(("{ " + line + "\n} 2>&1").c_str(), "r");
  if (pipe == nullptr) {
    return {-1, {}};
  }
  std::string output;
  std::array<char, 4096> part{};
  for (std::size_t size = 0; (size = fread(part.data(), 1, part.size(), pipe)) > 0;) {
    output.append(part.data(), size);
  }
  const int status = pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, std::move(output)};
}

ErrorOr<std::unique_ptr<SystemdMachine>> SystemdMachine::boot(const std::vector<std::string>& folders,
                                                              const fs::path& log) {
  if (geteuid() != 0) {
    return fail("a container is booted by root alone");
  }
  std::vector<std::string> words{"systemd-nspawn", "--quiet",     "--directory=/",    "--volatile=yes",
                                 "--register=no",  "--keep-unit", "--private-network"};
  for (const std::string& folder : folders) {
    words.push_back("--bind-ro=" + folder);
  }
  words.insert(words.end(), {"--boot", "systemd.firstboot=off", "systemd.mask=systemd-firstboot.service"});
  std::vector<char*> argv;
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  const pid_t container = fork();
  if (container == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    setsid();
    dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
    const int file = open(log.c_str(), O_WRONLY | O_CREAT, 0600);
    dup2(file, STDOUT_FILENO);
    dup2(file, STDERR_FILENO);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  std::unique_ptr<SystemdMachine> machine(new SystemdMachine(container));
  if (auto up = machine->wait_until_up(); !up) {
    return fail(up.error().message + ": " + last_line(log));
  }
  return machine;
}

ErrorOr<void> SystemdMachine::wait_until_up() {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < until) {
    siginfo_t end{};
    waitid(P_PID, static_cast<id_t>(container_), &end, WEXITED | WNOHANG | WNOWAIT);
    if (end.si_pid == container_) {
      return fail("systemd-nspawn cannot boot here");
    }
    process_one_ = first_child(container_);
    if (process_one_ > 0) {
      // No further checks: whether all services run is for the test to check.
      if (run("systemctl is-active --quiet basic.target").exit_code == 0) {
        return {};
      }
    }
    std::this_thread::sleep_for(100ms);
  }
  return fail("systemd-nspawn does not come up");
}

/** No orderly shutdown is needed: killing process 1 ends all others. */
SystemdMachine::~SystemdMachine() {
  const auto groups = control_groups(container_);
  if (process_one_ > 0) {
    kill(process_one_, SIGKILL);
  } else {
    kill(container_, SIGTERM);
  }
  waitpid(container_, nullptr, 0);
  std::ranges::for_each(groups, remove_control_group);
}

CommandResult SystemdMachine::run(const std::string& line) const {
  return run_command("timeout 30 nsenter --target " + std::to_string(process_one_) + " --all /bin/sh -c " +
                     quoted(line));
}

std::string SystemdMachine::show(const std::string& unit, const std::string& property) const {
  std::string value = run("systemctl show --value --property " + property + " " + unit).output;
  return value.substr(0, value.find('\n'));
}

}  // namespace aeolian
