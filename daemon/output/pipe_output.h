// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/error.h"
#include "daemon/output/clocked_output.h"
#include "daemon/output/pipe_format.h"
#include "daemon/output/pipe_writer.h"

namespace aeolian::daemon {

/** The clock that a pipe follows. */
enum class PipePace {
  clock,   ///< real time
  reader,  ///< as fast as the reader takes the sound and the generator makes it
};

/** A pipe and its sample format. */
struct PipeChoice {
  std::filesystem::path fifo;  ///< empty = standard output
  PipeFormat format = PipeFormat::wav;
  PipePace pace = PipePace::clock;
  int rate = 0;         ///< Hz; 0 = the stream's
  double duration = 0;  ///< seconds, including a fade-out at the end; 0 = endless
};

/**
 * Plays into a pipe. While the pipe has no reader, or one that has not kept up for two seconds (at the
 * reader's pace: has taken nothing), the stream continues silently in real time; the next reader hears it
 * from a fade-in on. A reader that is there from the beginning gets exactly the duration.
 */
class PipeOutput final : public ClockedOutput {
 public:
  /** The stream must outlive it. Refused if the pipe is standard output and that is a terminal. */
  static ErrorOr<std::unique_ptr<PipeOutput>> create(SharedStream& stream, PipeChoice choice);
  ~PipeOutput() override { stop(); }

 private:
  using Clock = std::chrono::steady_clock;

  PipeOutput(SharedStream& stream, PipeChoice choice, PipeWriter writer, std::unique_ptr<BlockClock> clock);

  std::chrono::milliseconds work() override;
  void finish() override;
  void wait_for_reader();
  void find_reader();
  void begin();
  void play();
  ErrorOr<void> write_blocks();
  void take(ConstPairedFrames block);
  std::int64_t ending_frames() const;
  void lose(const std::string& why);
  void forget_late_sound();

  SharedStream& stream_;
  const PipeChoice choice_;
  const int rate_;  // Hz, of the pipe

  // Used only by the thread.
  PipeWriter writer_;
  bool plays_ = false;
  std::string header_;
  std::string last_complaint_;
  Clock::time_point next_try_;
  Clock::time_point kept_up_;  ///< when the reader had last taken everything (at its own pace: anything)
  std::int64_t left_;          ///< frames until the end, with or without a reader
};

}  // namespace aeolian::daemon
