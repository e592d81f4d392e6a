// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "core/error.h"
#include "trainer/cli/train_options.h"

namespace aeolian::trainer {

/** Whether sums can be made by it, with this build on this machine; the error says how to get it. */
ErrorOr<void> check_backend(RankBackend backend);

/** The store in which the ranks of a group leave the addresses of their connections: c10d's TCPStore. */
class ProcessGroupStore {
 public:
  /** That of rank 0, at a port that the system chooses. */
  static ErrorOr<ProcessGroupStore> serve();
  /** That of rank 0, from another rank. */
  static ErrorOr<ProcessGroupStore> connect(const std::string& host, std::uint16_t port);

  std::uint16_t port() const;

 private:
  friend class ProcessGroup;
  struct State;
  std::shared_ptr<State> state_;
};

/** The place of a rank in a group. */
struct PlaceInGroup {
  std::int64_t generation = 0;  ///< of the group; no two have the same
  int position = 0, size = 1;
  std::string address;  ///< of this machine, at which the others reach it
  RankBackend backend = RankBackend::gloo;
  torch::Device device = torch::kCPU;  ///< on which this rank computes; NCCL adds up there, Gloo on the CPU
};

/**
 * Connections between all ranks of a group, and sums over them: c10d's ProcessGroupGloo or ProcessGroupNCCL.
 * Once an operation has failed, or a rank has gone, the group is of no more use. Operations are called by all
 * ranks in the same order. One thread.
 */
class ProcessGroup {
 public:
  /** Forms the group, with all its ranks at the same time. */
  static ErrorOr<std::unique_ptr<ProcessGroup>> form(const ProcessGroupStore& store,
                                                     const PlaceInGroup& place);
  ~ProcessGroup();

  /** Replaces `values` (flat, float32, on any device) by their sum over the ranks. */
  ErrorOr<void> add_up(torch::Tensor& values);

  /** Replaces `values` by those of position 0. */
  ErrorOr<void> take_first(torch::Tensor& values);

 private:
  struct State;
  explicit ProcessGroup(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace aeolian::trainer
