// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "core/error.h"
#include "trainer/cli/train_options.h"

namespace aeolian::trainer {

/** Checks whether this build can use the backend on this machine; the error says how to get it. */
ErrorOr<void> check_backend(RankBackend backend);

/** The store in which the ranks of a group publish the addresses of their connections: c10d's TCPStore. */
class ProcessGroupStore {
 public:
  /** Starts rank 0's store, at a port that the system chooses. */
  static ErrorOr<ProcessGroupStore> serve();
  /** Connects to rank 0's store from another rank. */
  static ErrorOr<ProcessGroupStore> connect(const std::string& host, std::uint16_t port);

  std::uint16_t port() const;

 private:
  friend class ProcessGroup;
  struct State;
  std::shared_ptr<State> state_;
};

/** The place of a rank in a group. */
struct PlaceInGroup {
  std::int64_t generation = 0;  ///< of the group; unique
  int position = 0, size = 1;
  std::string address;  ///< of this machine, for connections from the others
  RankBackend backend = RankBackend::gloo;
  torch::Device device = torch::kCPU;  ///< of this rank; NCCL sums there, Gloo on the CPU
};

/**
 * Connections between all ranks of a group, and sums over them: c10d's ProcessGroupGloo or ProcessGroupNCCL.
 * Once an operation has failed, or a rank has left, the group can no longer be used. All ranks must call
 * operations in the same order. One thread.
 */
class ProcessGroup {
 public:
  /** Forms the group; all its ranks must call this at the same time. */
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
