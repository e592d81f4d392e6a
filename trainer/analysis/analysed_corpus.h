// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/spectrum/front_end.h"
#include "trainer/analysis/analysed_sound.h"
#include "trainer/analysis/frame_cache.h"
#include "trainer/cli/task_progress.h"
#include "trainer/corpus/file_report.h"
#include "trainer/corpus/sound_source.h"

namespace aeolian::trainer {

/** The files of a corpus, found but not yet read in full. */
struct CorpusFiles {
  std::vector<SoundSource> sources;
  int sample_rate = 0;  ///< Hz, as requested, or the rate of most of the sound
  /** The reason for the rate: "the rate of all files; --sample-rate chooses another" */
  std::string rate_reason = {};
};

/** Options for reading a corpus. */
struct AnalysisOptions {
  bool keep_silence = false;    ///< keeps long silences
  int threads = 1;              ///< files to read at the same time
  FrameCache* cache = nullptr;  ///< keeps the frames; null = in memory
  double begin_at = 0;     ///< 0..1, the file to begin with; ranks that share a cache begin at different ones
  bool only_look = false;  ///< reads files that are not in the cache, but does not analyse them
};

/** All training sounds, as frames. */
struct AnalysedCorpus {
  int sample_rate = 0;                ///< Hz
  std::vector<AnalysedSound> sounds;  ///< with null frames if `only_look` was set
  std::vector<FileReport> files;      ///< every file considered, in order
  std::vector<std::size_t> sources;   ///< for each sound, its index in `files`
  std::size_t from_cache = 0;         ///< files whose frames were in the cache
  std::size_t analysed = 0;           ///< files that were, or would have to be, analysed
  std::string not_kept = {};          ///< the first reason why frames are in memory despite the cache

  double seconds() const { return used_seconds(files); }
};

/**
 * Finds the files of `paths` and, unless `sample_rate` is given, the rate of most of their sound, from their
 * headers. Errors are those of find_sources().
 */
ErrorOr<CorpusFiles> find_corpus_files(const std::vector<std::string>& paths, std::optional<int> sample_rate,
                                       const AnalysisOptions& options);

/**
 * Analyses the files on `threads` threads, or takes their frames from the cache; the result is bit-identical.
 * Each file goes into the cache as soon as it is analysed, so an interrupted run continues from there.
 * Reports and errors are those of read_corpus().
 */
ErrorOr<AnalysedCorpus> analyse_corpus(const CorpusFiles& files, const FrontEnd& front_end,
                                       const AnalysisOptions& options, const TaskProgress& progress = {});

/**
 * Analyses the sounds of `corpus` again, `semitones` higher and faster, in the same order. Fails if a file
 * can no longer be read.
 */
ErrorOr<std::vector<AnalysedSound>> analyse_transposed(const CorpusFiles& files, const AnalysedCorpus& corpus,
                                                       const FrontEnd& front_end, int semitones,
                                                       const AnalysisOptions& options);

}  // namespace aeolian::trainer
