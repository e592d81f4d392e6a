// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/process/subprocess.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

#include "core/process/program_files.h"

namespace aeolian {
namespace {

constexpr std::chrono::milliseconds poll_interval{5};
constexpr std::size_t longest_line = 4096;

/** The two objects that posix_spawn needs, freed together. */
class SpawnPlan {
 public:
  SpawnPlan() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }

  void separate_signals() {
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }

  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
};

}  // namespace

ErrorOr<std::filesystem::path> find_program(const std::string& name, const std::string& purpose) {
  const auto self = program_file();
  const auto folder = self.parent_path();
  for (const auto& candidate :
       {folder / name, folder / "../libexec/aeolian" / name, folder / "../daemon" / name}) {
    if (access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
  }
  return fail("the program " + name + ", " + purpose + ", is not beside " + self.string() +
              " nor in ../libexec/aeolian: install it there");
}

ErrorOr<Subprocess> Subprocess::start(const std::filesystem::path& program,
                                      std::vector<std::string> arguments, int fd, int input) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return fail(program.string() + " cannot be started: " + std::strerror(errno));
  }
  FileDescriptor to_read(ends[0]);
  FileDescriptor to_write(ends[1]);
  fcntl(*to_read, F_SETFL, O_NONBLOCK);

  SpawnPlan plan;
  plan.separate_signals();
  posix_spawn_file_actions_adddup2(&plan.actions, *to_write, STDERR_FILENO);
  if (input != STDIN_FILENO) posix_spawn_file_actions_adddup2(&plan.actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&plan.actions, fd, inherited_fd);
  arguments.insert(arguments.begin(), program.string());
  std::vector<char*> argv;
  for (std::string& word : arguments) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);

  pid_t pid = -1;
  if (const int error =
          posix_spawn(&pid, program.c_str(), &plan.actions, &plan.attributes, argv.data(), environ)) {
    return fail(program.string() + " cannot be started: " + std::strerror(error));
  }
  return Subprocess(pid, std::move(to_read));
}

Subprocess::Subprocess(Subprocess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      exit_code_(other.exit_code_),
      errors_(std::move(other.errors_)),
      unfinished_(std::move(other.unfinished_)) {}

Subprocess& Subprocess::operator=(Subprocess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(exit_code_, other.exit_code_);
  std::swap(errors_, other.errors_);
  std::swap(unfinished_, other.unfinished_);
  return *this;
}

Subprocess::~Subprocess() {
  if (pid_ > 0 && !exit_code()) {
    kill();
    waitpid(pid_, nullptr, 0);
  }
}

void Subprocess::terminate() const {
  ::kill(pid_, SIGTERM);
}

void Subprocess::kill() const {
  ::kill(pid_, SIGKILL);
}

std::optional<int> Subprocess::exit_code() {
  int status = 0;
  if (!exit_code_ && waitpid(pid_, &status, WNOHANG) == pid_) {
    exit_code_ = WIFSIGNALED(status) ? signal_base + WTERMSIG(status) : WEXITSTATUS(status);
  }
  return exit_code_;
}

void Subprocess::stop(std::chrono::milliseconds patience) {
  if (exit_code()) {
    return;
  }
  terminate();
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!exit_code()) {
    if (std::chrono::steady_clock::now() > until) {
      kill();
    }
    std::this_thread::sleep_for(poll_interval);
  }
}

std::vector<std::string> Subprocess::lines() {
  std::array<char, 1024> text{};
  for (ssize_t count = 0; (count = read(*errors_, text.data(), text.size())) > 0;) {
    unfinished_.append(text.data(), static_cast<std::size_t>(count));
  }
  std::vector<std::string> lines;
  for (std::size_t end = 0; (end = unfinished_.find('\n')) != std::string::npos;) {
    lines.push_back(unfinished_.substr(0, end));
    unfinished_.erase(0, end + 1);
  }
  if (unfinished_.size() > longest_line) {
    unfinished_.clear();
  }
  return lines;
}

}  // namespace aeolian
