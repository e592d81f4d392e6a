#include "daemon/device_output.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "core/realtime.h"

namespace aeolian {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds first_pause{250};
constexpr milliseconds longest_pause{2000};  // sound is back within 5 s of the device
constexpr milliseconds look_interval{5};
constexpr seconds patience_to_open{12};  // a JACK server may hold each client that comes or goes for 5 s
constexpr seconds patience_to_play{
    2};                             // without a callback: a server that is stopped, a sink that is suspended
constexpr seconds stable_after{3};  // of playing: later losses are new ones
constexpr milliseconds patience_to_leave{800};

std::string wanted(const DeviceChoice& device) {
  return device.name.empty() ? "the default sound device" : "sound device \"" + device.name + "\"";
}

}  // namespace

ErrorOr<std::unique_ptr<DeviceOutput>> DeviceOutput::create(SharedStream& stream, DeviceChoice device) {
  auto program = find_output_program();
  if (!program) {
    return tl::unexpected(program.error());
  }
  auto clock = SilentClock::create(stream);
  if (!clock) {
    return tl::unexpected(clock.error());
  }
  return std::unique_ptr<DeviceOutput>(
      new DeviceOutput(stream, std::move(device), std::move(*program), std::move(*clock)));
}

DeviceOutput::DeviceOutput(SharedStream& stream, DeviceChoice device, std::filesystem::path program,
                           std::unique_ptr<SilentClock> clock)
    : stream_(stream),
      device_(std::move(device)),
      program_(std::move(program)),
      clock_(std::move(clock)),
      pause_(first_pause),
      status_{.playing = false, .device = wanted(device_)} {}

void DeviceOutput::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void DeviceOutput::stop() {
  thread_ = std::jthread();
}

AudioOutput::Status DeviceOutput::status() const {
  const std::scoped_lock lock(mutex_);
  return status_;
}

void DeviceOutput::run(const std::stop_token& stop) {
  denormals_off();
  clock_->restart();
  next_try_ = Clock::now();
  while (!stop.stop_requested()) {
    if (process_) {
      watch_process();
    } else if (Clock::now() >= next_try_) {
      begin_process();
    }
    if (stream_.consumer() == Consumer::clock) {
      clock_->tick();
    }
    std::this_thread::sleep_for(look_interval);
  }
  let_process_leave();
}

void DeviceOutput::begin_process() {
  auto process = start_output_process(program_, stream_.fd(), device_);
  next_try_ = Clock::now() + pause_;
  if (!process) {
    spdlog::error("{}", process.error().message);
    return;
  }
  process_ = std::move(*process);
  last_heartbeat_ = Clock::now();
  heartbeat_ = stream_.counters().callbacks.load(std::memory_order_relaxed);
}

void DeviceOutput::watch_process() {
  listen_to_process();
  if (const auto exit_code = process_->exit_code()) {
    end_process(*exit_code);
    return;
  }
  const bool playing = stream_.consumer() == Consumer::device;
  if (!playing && !stream_.device().empty()) {
    stream_.set_consumer(Consumer::device);
    opened_ = last_heartbeat_ = Clock::now();
    last_complaint_.clear();
    tell({.playing = true, .device = stream_.device()});
    return;
  }
  const std::uint64_t heartbeat = stream_.counters().callbacks.load(std::memory_order_relaxed);
  if (heartbeat != std::exchange(heartbeat_, heartbeat)) {
    last_heartbeat_ = Clock::now();
  } else if (Clock::now() - last_heartbeat_ > (playing ? patience_to_play : patience_to_open)) {
    process_->kill();
  }
}

/** The process is gone, so nobody consumes: only now may the clock. */
void DeviceOutput::end_process(int exit_code) {
  if (stream_.consumer() == Consumer::device) {
    spdlog::warn("{} is lost (aeolian-output ended with {}); playing on in silence until it is back",
                 stream_.device(), exit_code);
    if (Clock::now() - opened_ > stable_after) {
      pause_ = first_pause;
    }
    tell({.playing = false, .device = wanted(device_)});
  }
  process_.reset();
  stream_.withdraw_device();
  stream_.counters().device_rate.store(0, std::memory_order_relaxed);
  stream_.set_consumer(Consumer::clock);
  clock_->restart();
  next_try_ = Clock::now() + pause_;
  pause_ = std::min(2 * pause_, longest_pause);
}

void DeviceOutput::let_process_leave() {
  if (!process_) {
    return;
  }
  process_->stop(patience_to_leave);
  process_.reset();
}

/** Passes on what the process says, each complaint once until a device plays again. */
void DeviceOutput::listen_to_process() {
  for (const std::string& line : process_->lines()) {
    if (line.starts_with("aeolian-output: ") && line != last_complaint_) {
      last_complaint_ = line;
      spdlog::warn("{}", line);
    } else {
      spdlog::debug("aeolian-output says: {}", line);
    }
  }
}

void DeviceOutput::tell(Status status) {
  spdlog::info("{} {}", status.playing ? "playing to" : "waiting for", status.device);
  const std::scoped_lock lock(mutex_);
  status_ = std::move(status);
}

}  // namespace aeolian
