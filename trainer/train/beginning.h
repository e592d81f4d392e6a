// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <memory>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/model/description.h"
#include "trainer/analysis/analysed_corpus.h"
#include "trainer/analysis/frame_cache.h"
#include "trainer/cli/progress.h"
#include "trainer/cli/train_options.h"
#include "trainer/corpus/corpus.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/pretrained.h"

namespace aeolian::trainer {

/** Everything that a training reads before it learns. */
struct Beginning {
  torch::Device device = torch::kCPU;
  std::optional<Pretrained> pretrained;
  std::string pretrained_digest;      ///< of that model's file, in hexadecimal digits; empty = none
  std::unique_ptr<FrameCache> cache;  ///< null = no cache
  CorpusFiles files;
  AnalysedCorpus corpus;
  std::optional<Corpus> samples;  ///< for a model that learns samples; its corpus has no frames
  ModelDescription description;

  const Pretrained* model() const { return pretrained ? &*pretrained : nullptr; }
};

/**
 * Analyses the sounds, or takes them from the cache, reads the model to begin from, describes the model to be
 * trained, and reports all this. A dry run only looks at sounds, and creates no cache. Refuses options that
 * contradict each other or the model to begin from.
 */
ErrorOr<Beginning> read_beginning(const TrainOptions& options, Progress& progress);

/** The training sounds as datasets. */
struct Datasets {
  Dataset own;           ///< the corpus
  Dataset learned;       ///< the corpus, with variations if it is short
  float full_scale = 1;  ///< the largest magnitude of samples, for a model that learns samples
};

/**
 * Makes the datasets, analysing transposed copies if the corpus is short. Fails if its files can no longer be
 * read.
 */
ErrorOr<Datasets> make_datasets(const TrainOptions& options, const Beginning& beginning);

/** The number of this process's data-parallel workers. */
int workers_of(const TrainOptions& options, const Beginning& beginning);

/** "120 files analysed, 30 taken from the cache ~/.cache/aeolian", or why there is no cache. */
std::string analysis_in_words(const Beginning& beginning);

/** "training at 44100 Hz, the rate of all files; --sample-rate chooses another" */
std::string rate_in_words(const TrainOptions& options, const Beginning& beginning);

/** "a network of the kind small, 3.21 million values: latents=64 codec=512 ...", with the keys of --set */
std::string network_in_words(const ModelDescription& description);

/** Whether the corpus is also learned transposed, because it would otherwise be overfitted. */
bool is_varied(const ModelDescription& description, double corpus_seconds);

inline constexpr const char* variations_in_words =
    "less than twenty minutes of sound: also training transposed by a semitone up and down";

}  // namespace aeolian::trainer
