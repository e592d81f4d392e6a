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

/** The files of a corpus, found but not yet read as a whole. */
struct CorpusFiles {
  std::vector<SoundSource> sources;
  int sample_rate = 0;  ///< Hz, as asked or that of most of the sound
  /** The reason for its rate: "the rate of all files; --sample-rate chooses another" */
  std::string rate_reason = {};
};

/** How a corpus is read. */
struct AnalysisOptions {
  bool keep_silence = false;    ///< keeps long silences
  int threads = 1;              ///< files that are read at the same time
  FrameCache* cache = nullptr;  ///< where frames are kept; null = in memory
  double begin_at = 0;     ///< 0..1, which file comes first: what others put into the cache is not done twice
  bool only_look = false;  ///< reads what is not in the cache, but does not analyse it
};

/** All sounds to learn from, as frames. */
struct AnalysedCorpus {
  int sample_rate = 0;                ///< Hz
  std::vector<AnalysedSound> sounds;  ///< their frames are null if they were only looked at
  std::vector<FileReport> files;      ///< every file considered, in order
  std::vector<std::size_t> sources;   ///< for each sound its number among the files
  std::size_t from_cache = 0;         ///< files whose frames were in the cache
  std::size_t analysed = 0;           ///< files that were, or would be, analysed anew
  std::string not_kept = {};          ///< the first reason why frames are in memory in spite of a cache

  double seconds() const { return used_seconds(files); }
};

/**
 * Finds the files of `paths` and the rate of most of their sound, by their headers, unless `sample_rate` is
 * given. Errors are those of find_sources().
 */
ErrorOr<CorpusFiles> find_corpus_files(const std::vector<std::string>& paths, std::optional<int> sample_rate,
                                       const AnalysisOptions& options);

/**
 * Analyses the files on `threads` threads, or takes their frames from the cache: the same in both cases, bit
 * for bit. A file goes into the cache as soon as it is analysed, so that what is interrupted goes on there.
 * Reports and refusals are those of read_corpus().
 */
ErrorOr<AnalysedCorpus> analyse_corpus(const CorpusFiles& files, const FrontEnd& front_end,
                                       const AnalysisOptions& options, const TaskProgress& progress = {});

/**
 * The sounds of `corpus` once more, `semitones` higher and faster, in the same order. Refused if a file
 * cannot be read any more.
 */
ErrorOr<std::vector<AnalysedSound>> analyse_transposed(const CorpusFiles& files, const AnalysedCorpus& corpus,
                                                       const FrontEnd& front_end, int semitones,
                                                       const AnalysisOptions& options);

}  // namespace aeolian::trainer
