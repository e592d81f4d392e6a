/**
 * aeolian-output: the process that aeoliand starts to play to a sound device, and the only one that knows
 * PortAudio. It may be killed at any time; it ends when its device is lost, and with the daemon.
 */

#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>

#include "daemon/device_callback.h"
#include "daemon/output_process.h"
#include "daemon/port_audio.h"

namespace aeolian {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds look_interval{20};
constexpr milliseconds longest_fade{300};
constexpr milliseconds longest_drain{100};
constexpr std::chrono::seconds patience_to_play{2};

/** Ends the process at once: no destructor of PortAudio or JACK may run, as their server may be gone. */
[[noreturn]] void leave(int exit_code) {
  _exit(exit_code);
}

[[noreturn]] void leave(int exit_code, const std::string& why) {
  std::fprintf(stderr, "aeolian-output: %s\n", why.c_str());
  leave(exit_code);
}

/** Ends the process in good order, where the servers live. */
[[noreturn]] void close_and_leave(int exit_code) {
  PortAudio::close();
  leave(exit_code);
}

[[noreturn]] void close_and_leave(int exit_code, const std::string& why) {
  PortAudio::close();
  leave(exit_code, why);
}

sigset_t leave_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  return signals;
}

/** Sleeps for `time`; true if the process was asked to leave. */
bool asked_to_leave_within(milliseconds time) {
  const sigset_t signals = leave_signals();
  const timespec timeout{.tv_sec = 0, .tv_nsec = std::chrono::nanoseconds(time).count()};
  return sigtimedwait(&signals, nullptr, &timeout) == SIGTERM;
}

[[noreturn]] void list_devices() {
  const auto audio = PortAudio::initialise();
  if (!audio || audio->devices().empty()) {
    std::puts("no sound device: neither ALSA nor JACK offers one");
    std::fflush(stdout);
    close_and_leave(output_exit::no_device);
  }
  for (const Device& device : audio->devices()) {
    std::printf("%s %s (%d channels, %g Hz)\n", device.is_default ? "*" : " ", device.name.c_str(),
                device.channels, device.rate);
  }
  std::fflush(stdout);
  close_and_leave(output_exit::done);
}

void fade_out(const SharedStream& stream, Playback& playback, const DeviceStream& device) {
  playback.leave();
  const auto until = Clock::now() + longest_fade;
  while (stream.counters().fade_level.load(std::memory_order_relaxed) > 0.f && Clock::now() < until) {
    usleep(5'000);
  }
  const auto drain = std::chrono::duration<double>(std::max(device.latency(), 0.));
  usleep(static_cast<useconds_t>(
      std::min<double>(std::chrono::microseconds(longest_drain).count(), drain.count() * 1e6)));
}

/** Plays until asked to leave, or until the device is lost. */
[[noreturn]] void watch(SharedStream& stream, Playback& playback, const DeviceStream& device) {
  const pid_t daemon = getppid();
  std::uint64_t heartbeat = 0;
  auto last_heartbeat = Clock::now();
  for (;;) {
    if (asked_to_leave_within(look_interval) || getppid() != daemon) {
      fade_out(stream, playback, device);
      close_and_leave(output_exit::done);
    }
    const std::uint64_t callbacks = stream.counters().callbacks.load(std::memory_order_relaxed);
    if (callbacks != heartbeat) {
      heartbeat = callbacks;
      last_heartbeat = Clock::now();
    }
    if (!device.active() || Clock::now() - last_heartbeat > patience_to_play) {
      leave(output_exit::device_lost);
    }
  }
}

[[noreturn]] void play(int fd, const DeviceChoice& choice) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  const sigset_t signals = leave_signals();
  sigprocmask(SIG_BLOCK, &signals, nullptr);  // before PortAudio starts threads

  auto stream = SharedStream::attach(fd);
  if (!stream) {
    leave(output_exit::bad_usage, stream.error().message);
  }
  const auto audio = PortAudio::initialise();
  if (!audio) {
    leave(output_exit::no_device, audio.error().message);
  }
  const auto device = audio->find(choice.name);
  if (!device) {
    close_and_leave(output_exit::no_device, device.error().message);
  }
  const double rate = choice.rate > 0 ? choice.rate : device->rate;
  const int channels = std::min(device->channels, 2);
  const auto playback = Playback::create(*stream, static_cast<int>(rate));
  if (!playback) {
    close_and_leave(output_exit::refused, playback.error().message);
  }
  DeviceCallback callback(*stream, **playback, channels);
  const auto device_stream = DeviceStream::open(*device, channels, rate, choice.block, callback);
  if (!device_stream) {
    close_and_leave(output_exit::refused, device_stream.error().message);
  }
  mlockall(MCL_CURRENT);  // where it is not allowed, the pages stay in memory by being used
  stream->counters().device_latency.store(static_cast<float>(device_stream->latency()),
                                          std::memory_order_relaxed);
  stream->announce_device(device->name);
  watch(*stream, **playback, *device_stream);
}

}  // namespace
}  // namespace aeolian

int main(int argc, char** argv) {
  CLI::App app(
      "Plays the stream of aeoliand to a sound device. Started by aeoliand; by hand only with --list.");
  bool list = false;
  int fd = -1;
  aeolian::DeviceChoice device;
  auto* list_flag =
      app.add_flag("--list", list, "Print the sound devices and leave; exit code 3 if there is none");
  app.add_option("--fd", fd, "Shared memory of the stream: an inherited file descriptor")
      ->check(CLI::NonNegativeNumber)
      ->excludes(list_flag);
  app.add_option("--device", device.name,
                 "Part of the device's name, any case; the default device without it");
  app.add_option("--rate", device.rate, "Sample rate, Hz; the device's own without it")
      ->check(CLI::Range(4000, 384000));
  app.add_option("--block", device.block, "Frames a callback; the device's own without it")
      ->check(CLI::Range(16, 16384));
  app.set_version_flag("--version", AEOLIAN_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : aeolian::output_exit::bad_usage;
  }
  if (list) {
    aeolian::list_devices();
  }
  if (fd < 0) {
    std::fputs("aeolian-output: nothing to play: it is started by aeoliand, which gives it --fd\n", stderr);
    return aeolian::output_exit::bad_usage;
  }
  aeolian::play(fd, device);
}
