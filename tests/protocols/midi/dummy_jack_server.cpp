// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/protocols/midi/dummy_jack_server.h"

#include <fcntl.h>
#include <jack/jack.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

namespace aeolian {
namespace {

using namespace std::chrono_literals;

bool accepts_clients() {
  jack_client_t* client = jack_client_open("probe", JackNoStartServer, nullptr);
  if (!client) return false;
  jack_client_close(client);
  return true;
}

}  // namespace

bool DummyJackServer::is_installed() {
  return access("/usr/bin/jackd", X_OK) == 0;
}

DummyJackServer::DummyJackServer(int frames)
    : name_("aeolian-test-" + std::to_string(getpid())), frames_(std::to_string(frames)) {
  setenv("JACK_DEFAULT_SERVER", name_.c_str(), 1);
  setenv("JACK_NO_START_SERVER", "1", 1);
  setenv("JACK_NO_AUDIO_RESERVATION", "1", 1);
  jack_set_error_function([](const char*) {});
  jack_set_info_function([](const char*) {});
}

// JACK has room for eight servers on a machine, and a killed one keeps its place until another of the same
// name ends normally.
DummyJackServer::~DummyJackServer() {
  if (process_ < 0 && left_its_entry_) start();
  end(SIGTERM);
}

bool DummyJackServer::start() {
  // A recently killed server may still hold the name, so one that ends at once is restarted.
  for (int attempt = 0; attempt < 10; ++attempt) {
    process_ = fork();
    if (process_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGTERM);
      const int nowhere = open("/dev/null", O_WRONLY);
      dup2(nowhere, STDOUT_FILENO);
      dup2(nowhere, STDERR_FILENO);
      execl("/usr/bin/jackd", "jackd", "-n", name_.c_str(), "-r", "-S", "-d", "dummy", "-p", frames_.c_str(),
            nullptr);
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
  left_its_entry_ = process_ >= 0;
  end(SIGKILL);
}

void DummyJackServer::end(int signal) {
  if (process_ < 0) return;
  ::kill(process_, signal);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

}  // namespace aeolian
