// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/cli/stop_request.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>

namespace aeolian::trainer {
namespace {

constexpr std::array caught{SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ, SIGXCPU};
constexpr int no_signal = -1;  // requested without a signal

std::atomic<int> asked_by{0};  // a signal, or no_signal; 0 = not requested
std::atomic<const char*> farewell_text{nullptr};
std::atomic<const char*> file_to_remove{nullptr};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<const char*>::is_always_lock_free,
              "used in a signal handler");

std::array<struct sigaction, caught.size()> old_actions;

[[noreturn]] void end(int signal) {
  if (const char* path = file_to_remove) ::unlink(path);
  ::_exit(128 + signal);
}

void on_signal(int signal) {
  const int kept_errno = errno;
  if (const char* text = farewell_text) {
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text, std::strlen(text));
    end(signal);
  }
  int nobody = 0;
  // A second Ctrl-C is deliberate; other signals may come twice from shells and timeout(1).
  if (!asked_by.compare_exchange_strong(nobody, signal) && signal == SIGINT) end(signal);
  errno = kept_errno;
}

}  // namespace

StopRequest::StopRequest() {
  rearm();
  farewell_text = nullptr;
  file_to_remove = nullptr;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < caught.size(); ++i) {
    ::sigaction(caught[i], nullptr, &old_actions[i]);
    const bool keeps = caught[i] == SIGHUP && old_actions[i].sa_handler == SIG_IGN;
    if (!keeps) ::sigaction(caught[i], &action, nullptr);
  }
}

StopRequest::~StopRequest() {
  for (std::size_t i = 0; i < caught.size(); ++i) ::sigaction(caught[i], &old_actions[i], nullptr);
}

bool StopRequest::requested() const {
  return asked_by != 0;
}

bool StopRequest::is_by_hand() const {
  return asked_by == SIGINT;
}

void StopRequest::request() {
  int nobody = 0;
  asked_by.compare_exchange_strong(nobody, no_signal);
}

void StopRequest::rearm() {
  asked_by = 0;
}

void StopRequest::end_at_once(const char* farewell) {
  farewell_text = farewell;
}

void StopRequest::remove_at_the_end(const char* path) {
  file_to_remove = path;
}

void StopRequest::check() const {
  if (requested()) throw Interrupted();
}

}  // namespace aeolian::trainer
