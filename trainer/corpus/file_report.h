// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace aeolian::trainer {

/** The result of reading a file, reported to the user. */
struct FileReport {
  std::string path;
  std::string group;
  int sample_rate = 0;       ///< Hz, of the file; 0 if it could not be read
  double seconds = 0;        ///< of the file
  double cut_seconds = 0;    ///< silence that was removed
  std::string skipped = {};  ///< reason for not using it; empty = it was used
  std::string note = {};     ///< a peculiarity of the file, and how it was read anyway; empty = none

  bool is_used() const { return skipped.empty(); }
  double used_seconds() const { return is_used() ? seconds - cut_seconds : 0; }
  /** Marks the file as skipped because nothing in it is audible. */
  void mark_as_silent() {
    skipped = "is silent";
    cut_seconds = 0;
  }
};

/** The length of all files that are used, seconds. */
double used_seconds(const std::vector<FileReport>& files);

/** Formats one line: how much was used and removed, or why the file was skipped. */
std::string to_string(const FileReport& report);

/**
 * Summarises all files in a few lines: one for the files used, one for each reason to skip files, and one for
 * each file with a peculiarity.
 */
std::vector<std::string> summary(const std::vector<FileReport>& files);

/** The error for files that contain less than `least` seconds of sound. */
std::string too_little(const std::vector<FileReport>& files, double least);

/** The rate of most of the sound, Hz, but at most 48 kHz; the higher of two equally common ones. */
int commonest_rate(const std::vector<FileReport>& files);

/**
 * Says why the model learns at `sample_rate`, if that is commonest_rate(), for a user who may want another.
 */
std::string rate_reason(const std::vector<FileReport>& files, int sample_rate);

}  // namespace aeolian::trainer
