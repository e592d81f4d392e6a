// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"

namespace aeolian {

/** One sound to learn from: mono samples at the corpus's rate. */
struct Recording {
  std::string name;   ///< of the file, within the folder that was given
  std::string group;  ///< what is learned together: the NAME of NAME=PATH, the folder or the file's stem
  std::vector<float> samples;
};

/** What became of one file, for the person who asked for it to be read. */
struct FileReport {
  std::string path;
  std::string group;
  int sample_rate = 0;     ///< Hz, of the file; 0 where it could not be read
  double seconds = 0;      ///< of the file
  double cut_seconds = 0;  ///< silence that was cut out
  std::string skipped;     ///< why it was not used; empty where it was
  std::string note = {};   ///< how it was read though something was odd about it; empty = nothing was
};

struct CorpusOptions {
  /** Hz; not given = the rate that most of the sound has, at most 48 kHz. */
  std::optional<int> sample_rate = std::nullopt;
  bool keep_silence = false;  ///< leaves long silences as they are
};

/** Everything to learn from, read and cleaned. */
struct Corpus {
  int sample_rate = 0;  ///< Hz
  std::vector<Recording> sounds;
  std::vector<FileReport> files;  ///< of every file that was looked at, in order
  std::string rate_reason =
      {};  ///< why it has its rate: "the rate of all files; --sample-rate chooses another"

  double seconds() const;
  /** The largest magnitude of all samples. */
  float peak() const;
  /** The groups' names in order of appearance. */
  std::vector<std::string> groups() const;
};

/** The least sound that is worth learning from, in seconds. */
inline constexpr double least_corpus_seconds = 10.0;

/**
 * Reads files and folders (as PATH or NAME=PATH), resamples them to one rate and shortens silences: what
 * stays 60 dB below the corpus's level for longer than half a second becomes a quarter of a second, with
 * fades at the joints. Every file in a folder is tried, whatever its ending; one that cannot be read, is
 * silent throughout or comes twice, and what is no regular file, is reported and skipped; hidden ones are
 * counted. Refused, with the reason: a path that does not exist, and a corpus of which less than
 * least_corpus_seconds remains. `on_file` hears of every file, in order, once it is ready.
 */
ErrorOr<Corpus> read_corpus(const std::vector<std::string>& paths, const CorpusOptions& options,
                            const std::function<void(const FileReport&)>& on_file = {});

/** One line a file: what was used, what was cut, what was skipped and why. */
std::string to_string(const FileReport& report);

}  // namespace aeolian
