// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/train/follow.h"

#include <memory>
#include <string>
#include <utility>

#include "core/printable.h"
#include "trainer/learn/autoencoder_objective.h"
#include "trainer/learn/byte_objective.h"
#include "trainer/learn/codec_objective.h"
#include "trainer/learn/frame_lstm_objective.h"
#include "trainer/learn/latents.h"
#include "trainer/learn/trunk_objective.h"
#include "trainer/ranks/following_rank.h"
#include "trainer/train/beginning.h"
#include "trainer/train/forecast.h"
#include "trainer/train/rank_facts.h"
#include "trainer/train/stage_result.h"

namespace aeolian::trainer {

namespace {

/** The training as seen by a rank other than 0. */
class Following {
 public:
  Following(const TrainOptions& options, const Beginning& beginning, Datasets datasets, int workers,
            FollowingRank& rank, Progress& progress)
      : options_(options),
        beginning_(beginning),
        description_(beginning.description),
        datasets_(std::move(datasets)),
        workers_(workers),
        rank_(rank),
        progress_(progress) {}

  ErrorOr<void> run() {
    while (auto stage = rank_.next_stage()) {
      if (auto taken = take_stage(*stage); !taken) return taken;
    }
    progress_.say(printable(rank_.ending()));
    return {};
  }

 private:
  ErrorOr<void> take_stage(const StageBegins& stage) {
    if (description_.kind == ModelKind::small && stage.stage == 1) return train_trunk(stage.result);
    take_steps(*first_objective());
    return {};
  }

  std::unique_ptr<Objective> first_objective() const {
    const auto make = [&]<class Kind>(std::type_identity<Kind>) {
      return std::make_unique<Kind>(datasets_.own, description_, workers_, options_.rng_seed,
                                    beginning_.device, options_.settings.learning);
    };
    switch (description_.kind) {
      case ModelKind::frame_lstm:
        return make(std::type_identity<FrameLstmObjective>());
      case ModelKind::autoencoder:
        return make(std::type_identity<AutoencoderObjective>());
      case ModelKind::bytes:
        return make(std::type_identity<ByteObjective>());
      case ModelKind::small:
        break;
    }
    return std::make_unique<CodecObjective>(datasets_.learned, description_, workers_, options_.rng_seed,
                                            beginning_.device, beginning_.model(),
                                            options_.settings.learning);
  }

  ErrorOr<void> train_trunk(const std::string& result) {
    auto description = description_;
    auto codec = codec_from_bytes(result, description);
    if (!codec) return tl::unexpected(codec.error());
    (*codec)->to(beginning_.device);
    const auto sample = sample_of(datasets_.own, sample_s, description.front_end.frame_rate());
    const auto latents = encode_what_fits(datasets_.learned, sample, *codec, description, beginning_.device);
    TrunkObjective objective(datasets_.learned, latents, description, workers_, options_.rng_seed,
                             beginning_.device, beginning_.model(), options_.settings.learning);
    take_steps(objective);
    return {};
  }

  void take_steps(Objective& objective) {
    Optimizer& optimizer = objective.optimizer();
    optimizer.join(rank_);
    progress_.say("training the " + std::string(objective.stage()) + " with the other ranks");
    while (const auto progress = rank_.next_steps()) {
      do {
        objective.step(*progress);
      } while (optimizer.steps() % rank_.sync_every() != 0);
    }
  }

  const TrainOptions& options_;
  const Beginning& beginning_;
  ModelDescription description_;
  Datasets datasets_;
  int workers_;
  FollowingRank& rank_;
  Progress& progress_;
};

}  // namespace

ErrorOr<void> follow_rank_zero(const TrainOptions& options, const RankSettings& settings,
                               Progress& progress) {
  auto rank = FollowingRank::join(settings, facts_of_options(options, settings),
                                  [&](const std::string& line) { progress.say(line); });
  if (!rank) return tl::unexpected(rank.error());
  auto beginning = read_beginning(options, progress);
  if (!beginning) return tl::unexpected(beginning.error());
  auto facts = facts_of_sounds(options, *beginning);
  if (!facts) return tl::unexpected(facts.error());
  const int workers = workers_of(options, *beginning);
  if (auto agreed = (*rank)->has_read(workers, *std::move(facts)); !agreed) return agreed;
  auto datasets = make_datasets(options, *beginning);
  if (!datasets) return tl::unexpected(datasets.error());
  beginning->samples.reset();
  beginning->corpus.sounds.clear();
  return Following(options, *beginning, *std::move(datasets), workers, **rank, progress).run();
}

}  // namespace aeolian::trainer
