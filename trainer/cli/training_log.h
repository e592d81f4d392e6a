// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/file_descriptor.h"

namespace aeolian::trainer {

/** A moment of a training, for its log. */
struct LogLine {
  double seconds = 0;                                  ///< of training until then, in all stages and runs
  std::string phase;                                   ///< "codec", "trunk", "finishing: names"
  std::int64_t step = 0;                               ///< of the phase; 0 = it has no steps
  std::optional<double> loss = std::nullopt;           ///< of training, smoothed
  std::optional<double> held_out_loss = std::nullopt;  ///< where it was measured
  std::optional<double> speed = std::nullopt;          ///< seconds of sound per second
};

/** Whether a training may write its log to `path`; the error says what prevents it. */
ErrorOr<void> check_log_path(const std::filesystem::path& path);

/**
 * The log of a training, for a spreadsheet or a plotting program: a line at most every second, and one for
 * each held-out loss. CSV with a header (.csv), or an object of JSON a line (.jsonl); what is not known is
 * left empty, or left out. Each line is in the file when write() returns. One thread at a time.
 */
class TrainingLog {
 public:
  /**
   * Begins a new log, in the place of an older one. A training that is resumed after `resumed_at` seconds
   * continues its log instead: lines of later moments, which it had not saved, are removed. Refused: another
   * ending, and a file that is no such log.
   */
  static ErrorOr<TrainingLog> open(const std::filesystem::path& path, std::optional<double> resumed_at);

  ErrorOr<void> write(const LogLine& line);

 private:
  TrainingLog(std::filesystem::path path, FileDescriptor file);
  ErrorOr<void> append(const std::string& text);

  std::filesystem::path path_;
  bool is_csv_;
  FileDescriptor file_;
  std::optional<double> last_;  ///< seconds of the last line
};

}  // namespace aeolian::trainer
