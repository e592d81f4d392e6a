#include "daemon/output_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace aeolian {
namespace {

constexpr int stream_fd_in_child = 3;

/** What posix_spawn is told; its two objects are freed together. */
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

  /** No blocked signal is inherited, and Ctrl-C on the terminal does not reach it: the daemon fades out
   * first. */
  void separate_signals() {
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

std::vector<std::string> arguments(const std::filesystem::path& program, const DeviceChoice& device) {
  std::vector<std::string> words{program.string(), "--fd", std::to_string(stream_fd_in_child)};
  if (!device.name.empty()) {
    words.insert(words.end(), {"--device", device.name});
  }
  if (device.rate > 0) {
    words.insert(words.end(), {"--rate", std::to_string(device.rate)});
  }
  if (device.block > 0) {
    words.insert(words.end(), {"--block", std::to_string(device.block)});
  }
  return words;
}

}  // namespace

ErrorOr<std::filesystem::path> find_output_program() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto folder = self.parent_path();
  for (const auto& candidate : {folder / "aeolian-output", folder / "../libexec/aeolian/aeolian-output",
                                folder / "../daemon/aeolian-output"}) {
    if (access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
  }
  return fail("the program aeolian-output, which plays to devices, is not beside " + self.string() +
              " nor in ../libexec/aeolian: install it there");
}

Error become_device_list() {
  const auto program = find_output_program();
  if (!program) {
    return program.error();
  }
  execl(program->c_str(), program->c_str(), "--list", nullptr);
  return {program->string() + " cannot be started: " + std::strerror(errno)};
}

ErrorOr<OutputProcess> OutputProcess::start(const std::filesystem::path& program, int stream_fd,
                                            const DeviceChoice& device) {
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
  posix_spawn_file_actions_adddup2(&plan.actions, stream_fd, stream_fd_in_child);
  auto words = arguments(program, device);
  std::vector<char*> argv;
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);

  pid_t pid = -1;
  if (const int error =
          posix_spawn(&pid, program.c_str(), &plan.actions, &plan.attributes, argv.data(), environ)) {
    return fail(program.string() + " cannot be started: " + std::strerror(error));
  }
  return OutputProcess(pid, std::move(to_read));
}

OutputProcess::OutputProcess(OutputProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      exit_code_(other.exit_code_),
      output_(std::move(other.output_)),
      unfinished_(std::move(other.unfinished_)) {}

OutputProcess& OutputProcess::operator=(OutputProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(exit_code_, other.exit_code_);
  std::swap(output_, other.output_);
  std::swap(unfinished_, other.unfinished_);
  return *this;
}

OutputProcess::~OutputProcess() {
  if (pid_ > 0 && !ended()) {
    kill();
    waitpid(pid_, nullptr, 0);
  }
}

void OutputProcess::ask_to_leave() {
  ::kill(pid_, SIGTERM);
}

void OutputProcess::kill() {
  ::kill(pid_, SIGKILL);
}

std::optional<int> OutputProcess::ended() {
  int status = 0;
  if (!exit_code_ && waitpid(pid_, &status, WNOHANG) == pid_) {
    exit_code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }
  return exit_code_;
}

std::vector<std::string> OutputProcess::lines() {
  std::array<char, 1024> text{};
  for (ssize_t count = 0; (count = read(*output_, text.data(), text.size())) > 0;) {
    unfinished_.append(text.data(), static_cast<std::size_t>(count));
  }
  std::vector<std::string> lines;
  for (std::size_t end = 0; (end = unfinished_.find('\n')) != std::string::npos;) {
    lines.push_back(unfinished_.substr(0, end));
    unfinished_.erase(0, end + 1);
  }
  return lines;
}

}  // namespace aeolian
