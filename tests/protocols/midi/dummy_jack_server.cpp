// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/protocols/midi/dummy_jack_server.h"

#include <fcntl.h>
#include <jack/jack.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <utility>

namespace aeolian::midi {
namespace {

using namespace std::chrono_literals;

bool accepts_clients() {
  jack_client_t* client = jack_client_open("probe", JackNoStartServer, nullptr);
  if (!client) return false;
  jack_client_close(client);
  return true;
}

/**
 * JACK has room for eight servers on a machine. A killed server keeps its place until another of its name
 * starts, so tests share these few names.
 */
constexpr int names = 6;

struct Place {
  FileDescriptor lock;
  std::string name;
};

/**
 * Takes a name that no other process has, waiting if necessary. The lock ends with the process, however it
 * ends.
 */
Place take_place() {
  for (int number = 0;; number = (number + 1) % names) {
    Place place{FileDescriptor(), "aeolian-test-" + std::to_string(number)};
    const auto file =
        std::filesystem::temp_directory_path() / (place.name + "-" + std::to_string(getuid()) + ".lock");
    place.lock = FileDescriptor(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (flock(*place.lock, LOCK_EX | LOCK_NB) == 0) return place;
    if (number == names - 1) std::this_thread::sleep_for(100ms);
  }
}

}  // namespace

bool DummyJackServer::is_installed() {
  return access("/usr/bin/jackd", X_OK) == 0;
}

DummyJackServer::DummyJackServer(int frames, bool in_real_time)
    : frames_(std::to_string(frames)), in_real_time_(in_real_time) {
  auto place = take_place();
  place_ = std::move(place.lock);
  name_ = std::move(place.name);
  setenv("JACK_DEFAULT_SERVER", name_.c_str(), 1);
  setenv("JACK_NO_START_SERVER", "1", 1);
  setenv("JACK_NO_AUDIO_RESERVATION", "1", 1);
  jack_set_error_function([](const char*) {});
  jack_set_info_function([](const char*) {});
}

DummyJackServer::~DummyJackServer() {
  end(SIGTERM);
}

bool DummyJackServer::start() {
  // A recently killed server may still hold the name, so a server that ends at once is restarted.
  for (int attempt = 0; attempt < 10; ++attempt) {
    process_ = fork();
    if (process_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGTERM);
      const int nowhere = open("/dev/null", O_WRONLY);
      dup2(nowhere, STDOUT_FILENO);
      dup2(nowhere, STDERR_FILENO);
      execl("/usr/bin/jackd", "jackd", "-n", name_.c_str(), in_real_time_ ? "-R" : "-r", "-S", "-d", "dummy",
            "-p", frames_.c_str(), nullptr);
      _exit(127);
    }
    for (int look = 0; look < 100 && waitpid(process_, nullptr, WNOHANG) == 0; ++look) {
      if (accepts_clients()) return true;
      std::this_thread::sleep_for(50ms);
    }
    kill();
  }
  return false;
}

void DummyJackServer::kill() {
  end(SIGKILL);
}

void DummyJackServer::end(int signal) {
  if (process_ < 0) return;
  ::kill(process_, signal);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

}  // namespace aeolian::midi
