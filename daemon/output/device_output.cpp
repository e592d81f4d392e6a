// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/device_output.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "core/printable.h"
#include "core/within_memory.h"

namespace aeolian::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds patience_to_play{2};  // without a callback, a server is stopped, or a sink is suspended

std::string wanted(const DeviceChoice& device) {
  return device.name.empty() ? "the default sound device" : "sound device " + in_quotes(device.name);
}

}  // namespace

ErrorOr<std::unique_ptr<DeviceOutput>> DeviceOutput::create(SharedStream& stream, DeviceChoice device) {
  auto program = find_output_program();
  if (!program) {
    return tl::unexpected(program.error());
  }
  auto clock = BlockClock::create(stream);
  if (!clock) {
    return tl::unexpected(clock.error());
  }
  return std::unique_ptr<DeviceOutput>(
      new DeviceOutput(stream, std::move(device), std::move(*program), std::move(*clock)));
}

DeviceOutput::DeviceOutput(SharedStream& stream, DeviceChoice device, std::filesystem::path program,
                           std::unique_ptr<BlockClock> clock)
    : ClockedOutput(std::move(clock), {.playing = false, .device = wanted(device)}),
      stream_(stream),
      device_(std::move(device)),
      program_(std::move(program)),
      supervisor_({
          .name = "aeolian-output",
          .start = [this] { return start_output_process(program_, stream_.fd(), device_); },
          .read_line = [this](const std::string& line) { pass_on(line); },
          .first_pause = milliseconds(250),
          .longest_pause = seconds(2),  // sound returns within 5 s of the device
          // A JACK server may block each client that joins or leaves for 5 s
          .patience_to_begin = seconds(12),
          .stable_after = seconds(3),
          .patience_to_leave = milliseconds(800),
      }) {}

std::chrono::milliseconds DeviceOutput::work() {
  finishes_within_memory([this] {  // if not, the rest of it is done at the next tick
    watch_stream();
    if (const auto ended = supervisor_.poll()) play_in_silence(*ended);
  });
  if (stream_.consumer() == Consumer::clock) clock_->tick();
  return BlockClock::tick_interval;
}

/** Makes an opened device the consumer; its callbacks are the sign of life. */
void DeviceOutput::watch_stream() {
  const bool opens = stream_.consumer() != Consumer::device && !stream_.device().empty();
  if (opens) {
    stream_.set_consumer(Consumer::device);
    last_complaint_.clear();
    tell({.playing = true, .device = stream_.device()});
  }
  const std::uint64_t callbacks = stream_.counters().callbacks.load(std::memory_order_relaxed);
  const bool has_called = callbacks != std::exchange(callbacks_, callbacks);
  if (opens || (has_called && stream_.consumer() == Consumer::device)) supervisor_.alive(patience_to_play);
}

/** The process has ended, so nothing consumes the stream, and the clock may do so now. */
void DeviceOutput::play_in_silence(const ProcessSupervisor::Ended& ended) {
  const bool was_playing = stream_.consumer() == Consumer::device;
  stream_.withdraw_device();
  stream_.counters().device_rate.store(0, std::memory_order_relaxed);
  stream_.counters().input_rate.store(0, std::memory_order_release);
  stream_.set_consumer(Consumer::clock);
  clock_->restart();
  // Afterwards, because there may be no memory for the message.
  if (was_playing) {
    spdlog::warn("{} was lost ({}); playing on in silence until it is back", status().device, ended.why);
    tell({.playing = false, .device = wanted(device_)});
  } else if (!ended.told_why() && supervisor_.is_news()) {
    spdlog::error("{}; playing on in silence until {} can be opened", ended.why, wanted(device_));
  }
}

/** Logs the process's messages, each complaint once until a device plays again. */
void DeviceOutput::pass_on(const std::string& line) {
  if (line.starts_with("aeolian-output: ") && line != last_complaint_) {
    last_complaint_ = line;
    spdlog::warn("{}", line);
  } else {
    spdlog::debug("aeolian-output says: {}", line);
  }
}

void DeviceOutput::tell(Status status) {
  spdlog::info("{} {}", status.playing ? "playing to" : "waiting for", status.device);
  set_status(std::move(status));
}

}  // namespace aeolian::daemon
