// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/error.h"
#include "core/process/process_supervisor.h"
#include "daemon/output/clocked_output.h"
#include "daemon/output/output_process.h"

namespace aeolian::daemon {

/**
 * Plays to a sound device through the process aeolian-output, and supervises that process: if it ends, or its
 * heartbeat stops, it is restarted, with pauses that grow from 0.25 s to 2 s. While no device plays, a block
 * clock consumes the stream in silence, so that generation continues.
 */
class DeviceOutput final : public ClockedOutput {
 public:
  /** The stream must outlive it. */
  static ErrorOr<std::unique_ptr<DeviceOutput>> create(SharedStream& stream, DeviceChoice device);
  ~DeviceOutput() override { stop(); }

 private:
  DeviceOutput(SharedStream& stream, DeviceChoice device, std::filesystem::path program,
               std::unique_ptr<BlockClock> clock);

  std::chrono::milliseconds work() override;
  void finish() override { supervisor_.stop(); }
  void watch_stream();
  void play_in_silence(const ProcessSupervisor::Ended& ended);
  void pass_on(const std::string& line);
  void tell(Status status);

  SharedStream& stream_;
  const DeviceChoice device_;
  const std::filesystem::path program_;

  // Used only by the thread.
  ProcessSupervisor supervisor_;
  std::uint64_t callbacks_ = 0;
  std::string last_complaint_;
};

}  // namespace aeolian::daemon
