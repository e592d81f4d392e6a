// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

namespace aeolian::trainer {

/** Thrown if a rank cannot continue without rank 0; the text says why. Caught by the command. */
struct RanksLost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/** The position of a rank's workers, which are numbered consecutively, among those of all ranks. */
struct WorkerShare {
  int first = 0;  ///< number of this rank's first worker
  int all = 1;
};

/** A sum over workers, which goes with the summed tensor. */
struct WorkerSum {
  double loss = 0;
  int workers = 0;  ///< that contributed
};

/**
 * The state of an optimizer, which is the same on all ranks; a rank that joins gets rank 0's. The tensors are
 * written in place and live as long as the optimizer.
 */
struct SharedState {
  std::vector<torch::Tensor> tensors;  ///< float32
  std::int64_t* steps = nullptr;
};

/** The ranks of a training as seen by an optimizer. One thread. Every method may throw RanksLost. */
class RankGroup {
 public:
  virtual ~RankGroup() = default;

  /** Steps between two sums: 1 = the gradients of each step are summed, more = weights are averaged. */
  virtual int sync_every() const = 0;

  /** Begins a stage with this state. */
  virtual void share(const SharedState& state) = 0;

  virtual WorkerShare workers() const = 0;

  /** Begins the steps up to the next sum; returns their progress, which is rank 0's. */
  virtual double begin_steps(double progress) = 0;

  /**
   * Replaces `values` (flat, float32, on any device) by their sum over all remaining ranks, and returns the
   * sum of loss and workers. Returns nothing if this rank has missed the sum: it was then given rank 0's
   * state instead, and the step must not be applied. A sum is applied completely or not at all.
   */
  virtual std::optional<WorkerSum> add_up(torch::Tensor& values, const WorkerSum& own) = 0;
};

}  // namespace aeolian::trainer
