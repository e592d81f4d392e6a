#include "trainer/stop_request.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>

namespace aeolian {
namespace {

std::atomic<bool> stop_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set from a signal handler");

struct sigaction old_interrupt;
struct sigaction old_terminate;

void on_signal(int signal) {
  if (stop_requested.exchange(true)) ::_exit(128 + signal);
}

}  // namespace

StopRequest::StopRequest() {
  stop_requested = false;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &old_interrupt);
  ::sigaction(SIGTERM, &action, &old_terminate);
}

StopRequest::~StopRequest() {
  ::sigaction(SIGINT, &old_interrupt, nullptr);
  ::sigaction(SIGTERM, &old_terminate, nullptr);
}

bool StopRequest::requested() const {
  return stop_requested;
}

}  // namespace aeolian
