// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "trainer/cli/task_progress.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/trunk_objective.h"
#include "trainer/networks/modules.h"

namespace aeolian {

/** Where the corpus's latents lie: what is generated never leaves it (SmallEngine::clamp_to_range). */
struct KnownLatents {
  torch::Tensor range;  ///< (2, D) the lowest and the highest value of each latent, but for one in a thousand
  torch::Tensor norm;   ///< (1) the longest, but for one in a thousand
  torch::Tensor lasting;  ///< (2, D) as range, of the running mean (core/model/training_range.h)
};

/** Of `spans`, or of the whole corpus where there are none. */
KnownLatents known_latents(const Dataset& dataset, const Latents& latents,
                           const ModelDescription& description, torch::Device device,
                           const std::vector<Span>& spans = {});

/** Several performances at once, running free in LibTorch: for calibration and for priming states. */
class FreeRun {
 public:
  /**
   * Hears `latents` (N, T, D) under `encoding` (N, E); stands then at their end. What is generated stays
   * within the known.
   */
  FreeRun(Trunk trunk, const ModelDescription& description, const torch::Tensor& latents,
          const torch::Tensor& encoding, const KnownLatents& known);

  /** The state of each performance as a row of tensor `priming`: (N, layers*trunk_size + context*D). */
  torch::Tensor state_rows() const;

  /**
   * Goes on freely for `steps` at the sampler temperature `tau`: (N, steps, D). Every `dwell` steps each
   * performance wanders to the encoding of the one before it; 0 = it stays with its own. The run itself stays
   * where it is.
   */
  torch::Tensor generate(std::int64_t steps, double tau, at::Generator generator, std::int64_t dwell = 0,
                         const TaskProgress& progress = {}) const;

 private:
  mutable Trunk trunk_;
  ModelDescription description_;
  torch::Tensor encoding_;
  KnownLatents known_;
  torch::Tensor state_;    ///< (layers, N, trunk_size)
  torch::Tensor context_;  ///< (N, context*D), newest first
};

/** 60 dB: what lies further below the loudest nobody hears. */
inline constexpr float audible_neper = 6.9f;

/** Normalised log amplitudes of what is `below_loudest` (neper) below the loudest of the corpus, (B). */
torch::Tensor audible_floor(const Dataset& dataset, float below_loudest = audible_neper);

struct Temperatures {
  float calm = 0.5f;
  float as_learned = 1.0f;
};

/**
 * Finds the sampler temperature at which free running, wandering as a voice does, is nearest to the corpus as
 * it is heard: energy distance (Szekely and Rizzo 2013) between what seconds of decoded frames are like,
 * times the factor by which it moves more or less from step to step. `run` stands at places all over the
 * corpus; `codec` is the finished one. `calm` is a fixed share of what is found: lower, speech falls silent
 * (measured, see trainer/EXPERIMENTS.md).
 */
Temperatures calibrate(const ModelDescription& description, Codec codec, const FreeRun& run,
                       const Dataset& dataset, std::uint64_t seed, const TaskProgress& progress = {});

}  // namespace aeolian
