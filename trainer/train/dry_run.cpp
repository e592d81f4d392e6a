// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/train/dry_run.h"

#include <iostream>
#include <string>

#include "trainer/cli/format.h"
#include "trainer/learn/training_state.h"
#include "trainer/train/beginning.h"
#include "trainer/train/forecast.h"

namespace aeolian::trainer {

namespace {

/** The length of the training, as far as it is known beforehand. */
std::string length_in_words(const TrainOptions& options) {
  if (options.epochs)
    return format("trains for %d epoch%s, however long that takes", *options.epochs,
                  *options.epochs == 1 ? "" : "s");
  return "trains for " + clock_text(options.minutes.value_or(default_training_minutes) * 60) +
         (options.resume ? ", including the time trained before" : "");
}

/** The share of the sound that is in the cache. */
std::string plan_of_analysis(const AnalysedCorpus& corpus) {
  return format("%zu of %zu files are in the cache, %zu still to be analysed", corpus.from_cache,
                corpus.from_cache + corpus.analysed, corpus.analysed);
}

}  // namespace

ErrorOr<void> tell_plan(const TrainOptions& options) {
  if (options.resume)
    if (const auto state = read_training_state(options.output); !state) return tl::unexpected(state.error());
  Progress nothing(true);
  const auto beginning = read_beginning(options, nothing);
  if (!beginning) return tl::unexpected(beginning.error());
  const AnalysedCorpus& corpus = beginning->corpus;
  const ModelDescription& description = beginning->description;
  const bool varied = is_varied(description, corpus.seconds());
  for (const FileReport& file : corpus.files) std::cout << to_string(file) << '\n';
  std::cout << summary(corpus.files).front() << '\n';
  if (!beginning->samples) std::cout << plan_of_analysis(corpus) << '\n';
  std::cout << rate_in_words(options, *beginning) << '\n';
  if (varied) std::cout << variations_in_words << '\n';
  std::cout << network_in_words(description) << '\n'
            << length_in_words(options) << ", then about "
            << clock_text(closing_seconds(description.kind, corpus.seconds())) << " to finish; about "
            << format("%.1f GB of memory\n", expected_memory(description,
                                                             {.seconds = corpus.seconds(),
                                                              .is_varied = varied,
                                                              .is_in_cache = !options.cache.is_off},
                                                             worker_count(options.threads)) /
                                                 1e9)
            << "nothing was written: leave out --dry-run to train\n";
  return {};
}

}  // namespace aeolian::trainer
