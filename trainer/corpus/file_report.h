// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace aeolian::trainer {

/** The result of reading a file, for the user who gave it. */
struct FileReport {
  std::string path;
  std::string group;
  int sample_rate = 0;       ///< Hz, of the file; 0 if it could not be read
  double seconds = 0;        ///< of the file
  double cut_seconds = 0;    ///< silence that was removed
  std::string skipped = {};  ///< reason for not using it; empty = it was used
  std::string note = {};     ///< an oddity of the file, and how it was read anyway; empty = none

  bool is_used() const { return skipped.empty(); }
  double used_seconds() const { return is_used() ? seconds - cut_seconds : 0; }
  /** Skips a file in which nothing is audible. */
  void mark_as_silent() {
    skipped = "is silent";
    cut_seconds = 0;
  }
};

/** Of all files that are used, seconds. */
double used_seconds(const std::vector<FileReport>& files);

/** One line per file: what was used, removed, or skipped and why. */
std::string to_string(const FileReport& report);

/**
 * All files in a few lines: one of what was used, one for each reason why files were skipped, and one for
 * each file that was read with an oddity.
 */
std::vector<std::string> summary(const std::vector<FileReport>& files);

/** The error for files in which there is less than `least` seconds of sound. */
std::string too_little(const std::vector<FileReport>& files, double least);

/** The rate of most of the sound, Hz; of two equal ones the higher, but at most 48 kHz. */
int commonest_rate(const std::vector<FileReport>& files);

/** The reason for learning at `sample_rate` if it is commonest_rate(), for a user who may want another. */
std::string rate_reason(const std::vector<FileReport>& files, int sample_rate);

}  // namespace aeolian::trainer
