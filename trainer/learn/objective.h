// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/serialize/archive.h>
#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "core/random.h"
#include "trainer/ranks/rank_group.h"

namespace aeolian::trainer {

/**
 * The random numbers of one worker in one training step: a pure function of seed, worker and step, so that a
 * run resumes exactly. Workers are numbered over all ranks.
 */
struct StepRandom {
  Random pick;          ///< for choosing cuts
  at::Generator noise;  ///< for noise

  StepRandom(std::uint64_t seed, std::int64_t step, int worker);

 private:
  StepRandom(std::uint64_t seed, std::uint64_t draw);
};

/**
 * A gradient optimizer for a set of parameters with data-parallel workers. Each worker has its own copy of
 * the modules, whose parameters share the first copy's storage, so only gradients are summed. AdamW
 * (Loshchilov and Hutter 2019) with a cosine learning rate, clipped gradients and a moving average of the
 * weights.
 *
 * Each worker updates its share of the weights, in pieces that stay in the cache: LibTorch's AdamW took half
 * of the codec's time. On two CPU cores two workers of one thread each train faster than one worker with two
 * threads (both measured: trainer/EXPERIMENTS.md, "Speed of training").
 *
 * It may share the training with other ranks; their workers then count like its own.
 */
class Optimizer {
 public:
  struct Options {
    double learning_rate = 2e-3;
    double weight_decay = 0.01;
    double momentum = 0.9;      ///< decay per step of the mean gradient
    double power_decay = 0.99;  ///< ... and of its mean square
    double clip = 1.0;          ///< the maximum norm of the whole gradient
    double average = 0.998;     ///< decay per step of the weights' moving average
  };

  /** `replicas[w]` are the parameters of worker w, in the same order for each. */
  Optimizer(std::vector<std::vector<torch::Tensor>> replicas, Options options);

  /** Shares the training with other ranks from now on. `group` must outlive this optimizer. */
  void join(RankGroup& group);

  /**
   * Returns the progress to use for the next step, which on all ranks is rank 0's. Must be called before
   * step().
   */
  double begin_step(double progress);

  /**
   * Runs `loss(worker)` in every worker concurrently and descends along the mean gradient; returns the mean
   * loss. A rank that missed a sum changes nothing and returns NaN.
   */
  double step(double progress, const std::function<torch::Tensor(int worker)>& loss);

  /** Workers of this process. */
  int workers() const { return static_cast<int>(replicas_.size()); }
  /** The position of these workers among those of all ranks. */
  WorkerShare share() const { return group_ ? group_->workers() : WorkerShare{.first = 0, .all = workers()}; }
  double learning_rate() const { return options_.learning_rate; }  ///< the maximum
  std::int64_t steps() const { return steps_; }

  /** Swaps the weights with their moving average; call in pairs. */
  void swap_average();

  /** Stores a copy of the current moving average as the best so far. */
  void keep_best(double held_out_loss);
  /** The held-out loss of the last keep_best(). */
  std::optional<double> best_loss() const { return best_loss_; }
  /** Swaps the moving average with the stored copy, if there is one; call in pairs. */
  void swap_best();

  void save(torch::serialize::OutputArchive& archive) const;
  void load(torch::serialize::InputArchive& archive);

 private:
  /** Moving averages for one parameter, flat tensors of its size. */
  struct Memory {
    torch::Tensor mean, power;  ///< of the gradient
  };
  struct Pace {
    double rate, gradient_scale, average_decay;
  };

  /** Runs `work(worker)` in every worker concurrently and returns the sum of the results. */
  double in_workers(const std::function<double(int worker)>& work) const;
  /** Runs `work(parameter)` for each parameter, in the worker that has it. */
  void for_each_parameter(const std::function<void(std::size_t parameter)>& work) const;
  /** Assigns each parameter to one of `workers`, so that all have about as many values. */
  std::vector<int> shared_out(int workers) const;
  /** Adds the gradients of all workers; returns the square of their norm. */
  double collect_gradient(std::size_t parameter) const;
  /**
   * The square of the whole gradient's norm, added in the order in which so many workers of one process
   * would, so that the result is the same.
   */
  double add_squares(const std::vector<double>& squares, int workers) const;
  /** Adds the gradients of all ranks; `squares` are replaced by those of the sum. */
  std::optional<WorkerSum> add_up_gradients(const WorkerSum& own, std::vector<double>& squares);
  /** Replaces the weights by their mean over all ranks, weighted by the number of workers. */
  void average_weights(const WorkerSum& own);
  Pace pace(double progress, double norm, int workers) const;
  void update(std::size_t parameter, const Pace& pace);

  std::vector<std::vector<torch::Tensor>> replicas_;
  Options options_;
  std::vector<Memory> memory_;
  std::vector<int> worker_of_;  ///< for each parameter, the worker of this process that updates it
  std::vector<torch::Tensor> average_;
  std::vector<torch::Tensor> best_;
  std::optional<double> best_loss_;
  std::int64_t steps_ = 0;
  RankGroup* group_ = nullptr;  ///< null = trains alone
  bool is_in_round_ = false;    ///< between two sums over the ranks
  double round_progress_ = 0;
};

/** A training objective with its networks: a codec, a trunk, a baseline. */
class Objective {
 public:
  virtual ~Objective() = default;

  virtual std::string_view stage() const = 0;
  virtual std::int64_t steps_per_epoch() const = 0;
  /** Frames of sound processed in one step. */
  virtual double frames_per_step() const = 0;
  /** Sequences of frames in one step. */
  virtual int batch_size() const = 0;

  /**
   * Takes one optimizer step and returns the loss; `progress`, 0..1, is the position in the stage (for the
   * learning rate).
   */
  virtual double step(double progress) = 0;

  /** The loss on held-out sound, with the averaged weights. Changes nothing. */
  virtual double held_out() = 0;

  /** The optimizer of the weights. */
  virtual Optimizer& optimizer() = 0;
};

/** Replaces the weights by their moving average during its lifetime. */
class Averaged {
 public:
  explicit Averaged(Optimizer& optimizer) : descent_(optimizer) { descent_.swap_average(); }
  ~Averaged() { descent_.swap_average(); }
  Averaged(const Averaged&) = delete;
  Averaged& operator=(const Averaged&) = delete;

 private:
  Optimizer& descent_;
};

/** Replaces the moving average by the best one stored during its lifetime. */
class Best {
 public:
  explicit Best(Optimizer& optimizer) : descent_(optimizer) { descent_.swap_best(); }
  ~Best() { descent_.swap_best(); }
  Best(const Best&) = delete;
  Best& operator=(const Best&) = delete;

 private:
  Optimizer& descent_;
};

/**
 * Makes linear algebra in this process use one thread per caller, so that workers do not compete for cores.
 */
void one_thread_each();

}  // namespace aeolian::trainer
