// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <optional>
#include <string>

#include "core/error.h"
#include "core/model/description.h"
#include "trainer/cli/progress.h"
#include "trainer/cli/train_options.h"
#include "trainer/corpus/corpus.h"
#include "trainer/learn/pretrained.h"

namespace aeolian {

/** What a training begins with, once it is read. */
struct Beginning {
  torch::Device device = torch::kCPU;
  std::optional<Pretrained> pretrained;
  Corpus corpus;
  ModelDescription description;

  const Pretrained* model() const { return pretrained ? &*pretrained : nullptr; }
};

/**
 * Reads the sounds, and the model to begin from, and describes the model to be trained; says what it has
 * read. Refuses options that contradict each other or the model to begin from.
 */
ErrorOr<Beginning> read_beginning(const TrainOptions& options, Progress& progress);

/** "training at 44100 Hz, the rate of all files; --sample-rate chooses another" */
std::string rate_in_words(const TrainOptions& options, const Beginning& beginning);

/** "a network of the kind small, 3.21 million values: latents=64 codec=512 ...", in the words of --set */
std::string network_in_words(const ModelDescription& description);

/** Whether the corpus is also learned transposed, as it would be learned by heart otherwise. */
bool is_varied(const ModelDescription& description, const Corpus& corpus);

inline constexpr const char* variations_in_words =
    "less than twenty minutes of sound: also training transposed by a semitone up and down";

}  // namespace aeolian
