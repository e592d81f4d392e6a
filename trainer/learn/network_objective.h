// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/utils.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "trainer/cli/train_settings.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/objective.h"

namespace aeolian::trainer {

/**
 * The common part of all objectives: networks for each worker, random numbers that resume exactly, the length
 * of an epoch, and the held-out loss with averaged weights. `Networks` is a LibTorch module holder.
 */
template <class Networks>
class NetworkObjective : public Objective {
 public:
  std::int64_t steps_per_epoch() const final {
    return std::max<std::int64_t>(
        1, static_cast<std::int64_t>(static_cast<double>(dataset_.own_frames()) / frames_per_step()));
  }

  int batch_size() const final { return sizes_.batch; }

  double frames_per_step() const final { return static_cast<double>(sizes_.batch) * sizes_.frames_per_cut; }

  double step(double asked_progress) final {
    const double progress = descent_->begin_step(asked_progress);
    const WorkerShare share = descent_->share();
    return descent_->step(progress, [&](int worker) {
      StepRandom random(seed_, descent_->steps(), share.first + worker);
      const int cuts = std::max(1, sizes_.batch / share.all);
      return loss(networks_[worker], {dataset_.training, cuts, true, progress}, random);
    });
  }

  double held_out() final {
    torch::NoGradGuard no_grad;
    const Averaged averaged(*descent_);
    StepRandom random(seed_ + 1, 0, 0);
    double total = 0;
    for (int i = 0; i < sizes_.held_out_batches; ++i)
      total += loss(networks_.front(), {dataset_.held_out, sizes_.batch}, random).template item<double>();
    return total / sizes_.held_out_batches;
  }

  Optimizer& optimizer() final { return *descent_; }

 protected:
  struct Sizes {
    int batch = 0;  ///< cuts per step, over all workers of all ranks
    double frames_per_cut = 0;
    int held_out_batches = 1;
  };

  /** The input of a loss. */
  struct Cuts {
    const std::vector<Span>& of;  ///< the training or the held-out part
    int count = 0;
    bool is_training = false;
    double progress = 1;  ///< progress of the stage, 0..1
  };

  NetworkObjective(const Dataset& dataset, const Sizes& sizes, std::uint64_t seed, torch::Device device)
      : dataset_(dataset), sizes_(sizes), seed_(seed), device_(device) {
    torch::manual_seed(seed);
  }

  /** Creates the networks of every worker, make(0), make(1) ...; all get the weights of the first. */
  template <class Make>
  void replicate(int workers, const Make& make, const Optimizer::Options& options = {}) {
    std::vector<std::vector<torch::Tensor>> replicas;
    for (int worker = 0; worker < workers; ++worker) {
      networks_.push_back(make(worker));
      networks_.back()->to(device_);
      replicas.push_back(networks_.back()->parameters());
    }
    descent_ = std::make_unique<Optimizer>(std::move(replicas), options);
  }

  /** The optimizer's own options, with the chosen learning rate. */
  static Optimizer::Options optimizer_options(const LearningChoice& choice) {
    Optimizer::Options options;
    options.learning_rate = choice.rate.value_or(options.learning_rate);
    return options;
  }

  /** The mean loss of randomly chosen cuts. Called by all workers concurrently, each with its networks. */
  virtual torch::Tensor loss(Networks& networks, const Cuts& cuts, StepRandom& random) const = 0;

  Networks& networks() { return networks_.front(); }
  const Dataset& dataset() const { return dataset_; }
  torch::Device device() const { return device_; }
  std::uint64_t seed() const { return seed_; }

 private:
  const Dataset& dataset_;
  Sizes sizes_;
  std::uint64_t seed_;
  torch::Device device_;
  std::vector<Networks> networks_;
  std::unique_ptr<Optimizer> descent_;
};

}  // namespace aeolian::trainer
