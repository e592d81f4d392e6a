// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/protocols/oscquery/program.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>

namespace aeolian::oscquery {
namespace {

std::array<int, 2> new_pipe() {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  return ends;
}

}  // namespace

Program::Program(const std::vector<std::string>& words) {
  const auto in = new_pipe();
  const auto out = new_pipe();
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  process_ = fork();
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  to_ = fdopen(in[1], "w");
  from_ = fdopen(out[0], "r");
}

Program::~Program() {
  kill(process_, SIGTERM);
  fclose(to_);
  fclose(from_);
  waitpid(process_, nullptr, 0);
}

void Program::say(const std::string& line) {
  fputs((line + '\n').c_str(), to_);
  fflush(to_);
}

std::string Program::line() {
  char* text = nullptr;
  std::size_t size = 0;
  const auto length = getline(&text, &size, from_);
  std::string result(text, length > 0 ? static_cast<std::size_t>(length) : 0);
  std::free(text);
  return result;
}

std::string output_of(const std::string& command) {
  std::string output;
  FILE* const pipe = popen(command.c_str(), "r");
  std::array<char, 4096> part{};
  while (const auto size = fread(part.data(), 1, part.size(), pipe)) output.append(part.data(), size);
  pclose(pipe);
  return output;
}

bool are_installed(const std::vector<std::string>& programs) {
  return std::ranges::all_of(programs, [](const std::string& program) {
    return std::system(("command -v " + program + " >/dev/null").c_str()) == 0;
  });
}

}  // namespace aeolian::oscquery
