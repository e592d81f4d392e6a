// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/error.h"
#include "core/process/process_supervisor.h"
#include "daemon/output/audio_output.h"
#include "daemon/output/block_clock.h"
#include "daemon/output/output_process.h"

namespace aeolian {

/**
 * Plays to a sound device through the process aeolian-output, and supervises it: when the process ends, or
 * its heartbeat stops, it is restarted, with pauses from 0.25 s growing to 2 s. While no device plays, a
 * block clock consumes the stream in silence, so that generation continues.
 */
class DeviceOutput final : public AudioOutput {
 public:
  /** The stream must outlive it. */
  static ErrorOr<std::unique_ptr<DeviceOutput>> create(SharedStream& stream, DeviceChoice device);
  ~DeviceOutput() override { stop(); }

  void start() override;
  void stop() override;
  Status status() const override;

 private:
  DeviceOutput(SharedStream& stream, DeviceChoice device, std::filesystem::path program,
               std::unique_ptr<BlockClock> clock);

  void run(const std::stop_token& stop);
  void watch_stream();
  void play_in_silence(const ProcessSupervisor::Ended& ended);
  void pass_on(const std::string& line);
  void tell(Status status);

  SharedStream& stream_;
  const DeviceChoice device_;
  const std::filesystem::path program_;
  std::unique_ptr<BlockClock> clock_;

  // Used only by the supervising thread.
  ProcessSupervisor supervisor_;
  std::uint64_t callbacks_ = 0;
  std::string last_complaint_;

  mutable std::mutex mutex_;
  Status status_;
  std::jthread thread_;
};

}  // namespace aeolian
