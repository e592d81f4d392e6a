// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded into a program (LD_PRELOAD), makes its wall clock jump every half second, an hour ahead each time
// and then ten hours back, as when it is set by hand, by NTP or after a flat battery. The steady clock is
// unchanged.

#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <ctime>

namespace {

constexpr long hour = 3600;

long jump() {
  timespec steady{};
  syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &steady);
  const long half_seconds = 2 * steady.tv_sec + steady.tv_nsec / 500'000'000;
  return (half_seconds % 11 - 5) * hour;
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock, timespec* now) {
  const auto result = static_cast<int>(syscall(SYS_clock_gettime, clock, now));
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += jump();
  }
  return result;
}

__attribute__((visibility("default"))) int gettimeofday(timeval* now, void*) {
  timespec wall{};
  clock_gettime(CLOCK_REALTIME, &wall);
  *now = {.tv_sec = wall.tv_sec, .tv_usec = wall.tv_nsec / 1000};
  return 0;
}

__attribute__((visibility("default"))) time_t time(time_t* now) {
  timespec wall{};
  clock_gettime(CLOCK_REALTIME, &wall);
  if (now != nullptr) {
    *now = wall.tv_sec;
  }
  return wall.tv_sec;
}
}
