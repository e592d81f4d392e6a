// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Generator.h>

#include <cstdint>
#include <vector>

#include "trainer/cli/task_progress.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/trunk_objective.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/** The training range of latents, which generated latents are clamped to (SmallEngine::clamp_to_range). */
struct KnownLatents {
  /** (2, D) the lowest and highest value of each latent, without the extreme thousandth */
  torch::Tensor range;
  torch::Tensor norm;     ///< (1) the largest norm, without the extreme thousandth
  torch::Tensor lasting;  ///< (2, D) like range, of the running mean (core/model/training_range.h)
};

/** Measures the range in `spans`, or in the whole corpus if there are none. */
KnownLatents known_latents(const Dataset& dataset, const Latents& latents,
                           const ModelDescription& description, torch::Device device,
                           const std::vector<Span>& spans = {});

/** Several performances running free in LibTorch at once, for the calibration and for priming states. */
class FreeRun {
 public:
  /**
   * Primes with `latents` (N, T, D) under `encoding` (N, E). Generated latents stay within the training
   * range.
   */
  FreeRun(Trunk trunk, const ModelDescription& description, const torch::Tensor& latents,
          const torch::Tensor& encoding, const KnownLatents& known);

  /** The state of each performance as a row of tensor `priming`: (N, layers*trunk_size + context*D). */
  torch::Tensor state_rows() const;

  /** A continuation: a sampler temperature, and its own random numbers. */
  struct Branch {
    double tau = 1.;
    at::Generator generator;
  };
  /**
   * Runs free for `steps` in each of `branches`, all in one forward pass per step: (N, steps, D) each. Every
   * `dwell` steps each performance takes over the encoding of the one before it; 0 = it keeps its own. The
   * run's own state is unchanged.
   */
  std::vector<torch::Tensor> generate(std::int64_t steps, std::vector<Branch> branches,
                                      std::int64_t dwell = 0, const TaskProgress& progress = {}) const;

 private:
  mutable Trunk trunk_;
  ModelDescription description_;
  torch::Tensor encoding_;
  KnownLatents known_;
  torch::Tensor state_;    ///< (layers, N, trunk_size)
  torch::Tensor context_;  ///< (N, context*D), newest first
};

/** 60 dB: anything softer than the loudest by more is inaudible. */
inline constexpr float audible_neper = 6.9f;

/** (B) normalised log amplitudes at `below_loudest` (neper) below the loudest of the corpus. */
torch::Tensor audible_floor(const Dataset& dataset, float below_loudest = audible_neper);

/** The texture levels that are played for `levels`, of any shape, float32 on the CPU. */
torch::Tensor gated(const torch::Tensor& levels, const GrainGate& gate);

struct Temperatures {
  float calm = 0.5f;
  float as_learned = 1.0f;
};

/**
 * Finds the sampler temperature at which free running, with encoding drift as in a voice, is nearest to the
 * audible part of the corpus: energy distance (Szekely and Rizzo 2013) between the features of seconds of
 * decoded frames, times the factor by which it moves more or less from step to step. `run` is primed at
 * places all over the corpus; `codec` is the finished one. `calm` is a fixed share of the result: with less,
 * speech falls silent (measured, see trainer/EXPERIMENTS.md).
 */
Temperatures calibrate(const ModelDescription& description, Codec codec, const FreeRun& run,
                       const Dataset& dataset, std::uint64_t seed, const TaskProgress& progress = {});

}  // namespace aeolian::trainer
