// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * aeolian-output: the process that aeoliand starts to play to a sound device, and the only one that links
 * PortAudio and JACK. It may be killed at any time; it ends when its device is lost, and with the daemon.
 */

#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>

#include "core/command_line/subprocess_options.h"
#include "core/printable.h"
#include "core/process/begin_process.h"
#include "daemon/output/output_process.h"
#include "daemon/output_program/device_choice.h"
#include "daemon/output_program/device_player.h"
#include "daemon/output_program/port_audio.h"

namespace aeolian::daemon {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds parent_poll_interval{20};
constexpr std::chrono::seconds patience_to_play{2};

/** Ends the process at once: no destructor of PortAudio or JACK may run, because their server may be gone. */
[[noreturn]] void leave(int exit_code) {
  _exit(exit_code);
}

[[noreturn]] void leave(int exit_code, const std::string& why) {
  std::fprintf(stderr, "aeolian-output: %s\n", printable_message(why).c_str());
  leave(exit_code);
}

/** Ends the process normally, if the servers respond. */
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

/** Sleeps for `time`; true if the process was asked to exit. */
bool asked_to_leave_within(milliseconds time) {
  const sigset_t signals = leave_signals();
  const timespec timeout{.tv_sec = 0, .tv_nsec = std::chrono::nanoseconds(time).count()};
  return sigtimedwait(&signals, nullptr, &timeout) == SIGTERM;
}

[[noreturn]] void list_devices() {
  const auto devices = find_all_devices("aeolian-list");
  const auto preferred = choose_device(devices, "");
  if (!preferred) {
    std::puts(preferred.error().message.c_str());
    std::fflush(stdout);
    close_and_leave(output_exit::no_device);
  }
  for (const Device& device : devices) {
    std::printf("%s %s (%d channels, %g Hz)\n", device.name() == preferred->name() ? "*" : " ",
                device.name().c_str(), device.channels, device.rate);
  }
  std::fflush(stdout);
  close_and_leave(output_exit::done);
}

/** Plays until asked to exit, or until the device is lost. */
[[noreturn]] void watch(const SharedStream& stream, DevicePlayer& player) {
  const pid_t daemon = getppid();
  std::uint64_t heartbeat = 0;
  auto last_heartbeat = Clock::now();
  for (;;) {
    if (asked_to_leave_within(parent_poll_interval) || getppid() != daemon) {
      player.fade_out();
      player.close();
      leave(output_exit::done);
    }
    const std::uint64_t callbacks = stream.counters().callbacks.load(std::memory_order_relaxed);
    if (callbacks != heartbeat) {
      heartbeat = callbacks;
      last_heartbeat = Clock::now();
    }
    if (!player.active() || Clock::now() - last_heartbeat > patience_to_play || !player.look()) {
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
  const auto player = DevicePlayer::open(*stream, choice);
  if (!player) {
    close_and_leave(player.error().exit_code, player.error().message);
  }
  mlockall(MCL_CURRENT);  // if this is not permitted, use keeps the pages in memory
  stream->announce_device((*player)->device());
  watch(*stream, **player);
}

}  // namespace
}  // namespace aeolian::daemon

int main(int argc, char** argv) {
  aeolian::begin_process();
  aeolian::SubprocessOptions options(
      "Plays the stream of aeoliand to a sound device. Started by aeoliand; by hand only with --list.");
  bool list = false;
  int fd = -1;
  aeolian::daemon::DeviceChoice device;
  options.add_flag("--list", list, "Print the sound devices and exit; exit code 3 if there is none");
  options.add_descriptor("--fd", fd, "Shared memory of the stream: an inherited file descriptor");
  options.exclude("--fd", "--list");
  options.add_text("--client", device.client, "Name as a JACK client");
  options.add_text("--device", device.name,
                   "Part of the device's name, in any case; by default the default device");
  options.add_text("--input", device.input,
                   "Also listen to the device with this in its name; without a name, to the default device");
  options.add_number("--rate", device.rate, 4000, 384000, "Sample rate, Hz; by default the device's own");
  options.add_number("--block", device.block, 16, 16384, "Block size, frames; by default the device's own");
  options.add_number("--latency", device.latency_ms, 1., 1000.,
                     "Latency to request, ms; by default a value that suits the device");
  if (const auto exit_code = options.read(argc, argv, aeolian::daemon::output_exit::bad_usage))
    return *exit_code;
  if (list) {
    aeolian::daemon::list_devices();
  }
  if (fd < 0) {
    std::fputs("aeolian-output: nothing to play: aeoliand starts this program, with --fd\n", stderr);
    return aeolian::daemon::output_exit::bad_usage;
  }
  aeolian::daemon::play(fd, device);
}
