// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/optim/adamw.h>
#include <torch/serialize/archive.h>
#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "core/random.h"

namespace aeolian {

/** The random numbers of one worker in one training step: a pure function of the three, so that a run resumes
 * exactly. */
struct StepRandom {
  Random pick;          ///< where to cut
  at::Generator noise;  ///< what to add

  StepRandom(std::uint64_t seed, std::int64_t step, int worker);
};

/**
 * Gradient optimizer on a set of parameters by data-parallel workers: each worker has its own copy of the
 * modules whose parameters share the first copy's storage, so only gradients are summed. AdamW with a cosine
 * learning rate, clipped gradients and a moving average of the weights.
 *
 * On two CPU cores two workers of one thread each train faster than one worker with two threads (measured:
 * see trainer/EXPERIMENTS.md).
 */
class Optimizer {
 public:
  struct Options {
    double learning_rate = 2e-3;
    double weight_decay = 0.01;
    double clip = 1.0;
    double average = 0.998;  ///< decay a step of the moving average of weights
  };

  /** `replicas[w]` are the parameters of worker w, in the same order for each. */
  Optimizer(std::vector<std::vector<torch::Tensor>> replicas, Options options);

  /** Runs `loss(worker)` in every worker at once, descends along the mean gradient; the mean loss. */
  double step(double progress, const std::function<torch::Tensor(int worker)>& loss);

  int workers() const { return static_cast<int>(replicas_.size()); }
  std::int64_t steps() const { return steps_; }

  /** Exchanges the weights with their moving average; call in pairs. */
  void swap_average();

  /** Keeps a copy of the moving average as it is now, as the best so far. */
  void keep_best(double held_out_loss);
  /** The held-out loss that keep_best() was last called with. */
  std::optional<double> best_loss() const { return best_loss_; }
  /** Exchanges the moving average with the kept copy, where there is one; call in pairs. */
  void swap_best();

  void save(torch::serialize::OutputArchive& archive) const;
  void load(torch::serialize::InputArchive& archive);

 private:
  std::vector<std::vector<torch::Tensor>> replicas_;
  Options options_;
  torch::optim::AdamW optimiser_;
  std::vector<torch::Tensor> average_;
  std::vector<torch::Tensor> best_;
  std::optional<double> best_loss_;
  std::int64_t steps_ = 0;
};

/** One thing that is fitted by steps of gradient optimizer: a codec, a trunk, a baseline. */
class Objective {
 public:
  virtual ~Objective() = default;

  virtual std::string_view stage() const = 0;
  virtual std::int64_t steps_per_epoch() const = 0;
  /** Frames of sound that one step sees. */
  virtual double frames_per_step() const = 0;

  /** One optimiser step; `progress` in 0..1 is where the stage stands (learning rate). Gives the loss. */
  virtual double step(double progress) = 0;

  /** The loss on held-out sound, with the averaged weights. Changes nothing. */
  virtual double held_out() = 0;

  /** The weights and how they are fitted. */
  virtual Optimizer& optimizer() = 0;
};

/** For the length of its life the weights are their moving average. */
class Averaged {
 public:
  explicit Averaged(Optimizer& optimizer) : descent_(optimizer) { descent_.swap_average(); }
  ~Averaged() { descent_.swap_average(); }
  Averaged(const Averaged&) = delete;
  Averaged& operator=(const Averaged&) = delete;

 private:
  Optimizer& descent_;
};

/** For the length of its life the moving average is the best one that was kept. */
class Best {
 public:
  explicit Best(Optimizer& optimizer) : descent_(optimizer) { descent_.swap_best(); }
  ~Best() { descent_.swap_best(); }
  Best(const Best&) = delete;
  Best& operator=(const Best&) = delete;

 private:
  Optimizer& descent_;
};

/** Makes this process's linear algebra run on one thread a caller, so that workers do not fight for cores. */
void one_thread_each();

}  // namespace aeolian
