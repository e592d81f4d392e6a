// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/file_descriptor.h"

namespace aeolian::trainer {

/** An entry of the training log. */
struct LogLine {
  double seconds = 0;                                  ///< of training so far, in all stages and runs
  std::string phase;                                   ///< "codec", "trunk", "finishing: names"
  std::int64_t step = 0;                               ///< of the phase; 0 = the phase has no steps
  std::optional<double> loss = std::nullopt;           ///< of training, smoothed
  std::optional<double> held_out_loss = std::nullopt;  ///< if it was measured at this step
  std::optional<double> speed = std::nullopt;          ///< seconds of sound per second
};

/** Checks whether a training may write its log to `path`; the error gives the reason. */
ErrorOr<void> check_log_path(const std::filesystem::path& path);

/**
 * The log of a training, for a spreadsheet or a plotting program: at most one line a second, and one for each
 * held-out loss. Either CSV with a header (.csv), or one JSON object per line (.jsonl); unknown values are
 * left empty or out. Each line is in the file when write() returns. One thread at a time.
 */
class TrainingLog {
 public:
  /**
   * Begins a new log, replacing an older one. A training that resumes after `resumed_at` seconds continues
   * its log instead; later lines, from steps that were not saved, are removed. Refuses another file name
   * extension, and an existing file that is not such a log.
   */
  static ErrorOr<TrainingLog> open(const std::filesystem::path& path, std::optional<double> resumed_at);

  ErrorOr<void> write(const LogLine& line);

 private:
  TrainingLog(std::filesystem::path path, FileDescriptor file);
  ErrorOr<void> append(const std::string& text);

  std::filesystem::path path_;
  bool is_csv_;
  FileDescriptor file_;
  std::optional<double> last_;  ///< time of the last line, seconds
};

}  // namespace aeolian::trainer
