// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/audio/sound_file.h"
#include "core/error.h"
#include "trainer/corpus/file_report.h"

namespace aeolian::trainer {

/** A sound to learn from: samples at the corpus's rate. */
struct Recording {
  std::string name;              ///< of the file, within the given folder
  std::string group;             ///< learned together: the NAME of NAME=PATH, the folder, or the file's stem
  std::vector<float> samples;    ///< mono
  std::vector<float> side = {};  ///< of as many samples, or empty (Sound)
};

struct CorpusOptions {
  /** Hz; not given = the rate of most of the sound, at most 48 kHz. */
  std::optional<int> sample_rate = std::nullopt;
  bool keep_silence = false;  ///< keeps long silences
  Channels channels = Channels::mono;
};

/** All sounds to learn from, read and cleaned, in memory. */
struct Corpus {
  int sample_rate = 0;  ///< Hz
  std::vector<Recording> sounds;
  std::vector<FileReport> files;  ///< every file considered, in order
  /** The reason for its rate: "the rate of all files; --sample-rate chooses another" */
  std::string rate_reason = {};

  double seconds() const;
  /** The largest magnitude of all samples. */
  float peak() const;
  /** The names of the groups in order of appearance. */
  std::vector<std::string> groups() const;
};

/** The minimum of sound to learn from, seconds. */
inline constexpr double least_corpus_seconds = 10.0;

/**
 * Reads files and folders (as PATH or NAME=PATH), resamples them to one rate and shortens silences
 * (prepare_sound()). Every file in a folder is tried, whatever its ending; one that cannot be read, is
 * entirely silent (audible_level()), is a duplicate, or is not a regular file, is reported and skipped;
 * hidden ones are counted. Refused, with the reason: a path that does not exist, and a corpus of which less
 * than least_corpus_seconds remains.
 */
ErrorOr<Corpus> read_corpus(const std::vector<std::string>& paths, const CorpusOptions& options);

}  // namespace aeolian::trainer
