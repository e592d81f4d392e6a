// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/error.h"
#include "daemon/output/audio_output.h"
#include "daemon/output/block_clock.h"
#include "daemon/output/pipe_format.h"
#include "daemon/output/pipe_writer.h"

namespace aeolian {

/** Whose clock a pipe follows. */
enum class PipePace {
  clock,   ///< real time
  reader,  ///< as fast as its reader takes the sound and the generator makes it
};

/** A pipe, and the form in which it gets the sound. */
struct PipeChoice {
  std::filesystem::path fifo;  ///< empty = standard output
  PipeFormat format = PipeFormat::wav;
  PipePace pace = PipePace::clock;
  int rate = 0;  ///< Hz; 0 = the stream's
};

/**
 * Plays into a pipe. While it has no reader, or one that takes too little for two seconds, the stream goes on
 * in real time and in silence; the next reader hears it from a fade-in on.
 */
class PipeOutput final : public AudioOutput {
 public:
  /** The stream must outlive it. Refused if the pipe is standard output and that is a terminal. */
  static ErrorOr<std::unique_ptr<PipeOutput>> create(SharedStream& stream, PipeChoice choice);
  ~PipeOutput() override { stop(); }

  void start() override;
  void stop() override;
  Status status() const override;

 private:
  using Clock = std::chrono::steady_clock;

  PipeOutput(SharedStream& stream, PipeChoice choice, PipeWriter writer, std::unique_ptr<BlockClock> clock);

  void run(const std::stop_token& stop);
  void wait_for_reader();
  void find_reader();
  void begin();
  void play();
  ErrorOr<void> write_blocks();
  void lose(const std::string& why);
  void forget_late_sound();
  void finish();

  SharedStream& stream_;
  const PipeChoice choice_;

  // Used only by the thread.
  PipeWriter writer_;
  std::unique_ptr<BlockClock> clock_;
  bool plays_ = false;
  std::string header_;
  std::string last_complaint_;
  Clock::time_point next_try_;
  Clock::time_point kept_up_;  ///< when the reader had last taken everything

  mutable std::mutex mutex_;
  Status status_;
  std::jthread thread_;
};

}  // namespace aeolian
