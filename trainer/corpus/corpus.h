// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/error.h"
#include "trainer/corpus/file_report.h"

namespace aeolian::trainer {

/** A training sound: samples at the corpus's rate. */
struct Recording {
  std::string name;   ///< of the file, within the given folder
  std::string group;  ///< sounds learned together: the NAME of NAME=PATH, the folder, or the file's stem
  std::vector<float> samples;    ///< mono
  std::vector<float> side = {};  ///< as many samples, or empty (see Sound)
};

struct CorpusOptions {
  /** Hz; not given = the rate of most of the sound, at most 48 kHz. */
  std::optional<int> sample_rate = std::nullopt;
  bool keep_silence = false;  ///< keeps long silences
  Channels channels = Channels::mono;
};

/** All training sounds, read and cleaned, in memory. */
struct Corpus {
  int sample_rate = 0;  ///< Hz
  std::vector<Recording> sounds;
  std::vector<FileReport> files;  ///< every file considered, in order
  /** The reason for the rate: "the rate of all files; --sample-rate chooses another" */
  std::string rate_reason = {};

  double seconds() const;
  /** The largest magnitude of all samples. */
  float peak() const;
  /** The names of the groups in order of appearance. */
  std::vector<std::string> groups() const;
};

/** The minimum length of a corpus, seconds. */
inline constexpr double least_corpus_seconds = 10.0;

/**
 * Reads files and folders (as PATH or NAME=PATH), resamples them to one rate and shortens silences
 * (prepare_sound()). Tries every file in a folder, whatever its ending. Reports and skips a file that cannot
 * be read, is entirely silent (audible_level()), is a duplicate, or is not a regular file; only counts hidden
 * files. Refuses a path that does not exist, and a corpus of which less than least_corpus_seconds remains.
 */
ErrorOr<Corpus> read_corpus(const std::vector<std::string>& paths, const CorpusOptions& options);

}  // namespace aeolian::trainer
