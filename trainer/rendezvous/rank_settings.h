// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "trainer/cli/train_options.h"

namespace aeolian::trainer {

/** The position of a process in a distributed training. */
struct RankSettings {
  int ranks = 1;
  int rank = 0;
  std::string host;  ///< of rank 0: a name or an address
  std::uint16_t port = 0;
  std::string secret;
  int sync_every = 1;
  RankBackend backend = RankBackend::gloo;
  int local_rank = 0;  ///< number among the processes on this machine, as set by a launcher; selects the GPU
  std::string origin;  ///< the options or variables from which ranks, rank and host were taken
};

/** Returns the value of an environment variable; null if it is not set. */
using Environment = std::function<const char*(const char* name)>;

/**
 * Resolves the options, and the variables of torchrun or Slurm if `--ranks` names one of them; variables
 * alone never make a training wait for others. A single rank needs neither address nor secret. Refuses
 * missing or contradictory settings, and a secret of less than 16 bytes.
 */
ErrorOr<RankSettings> resolve_ranks(const RankChoice& choice, const Environment& environment);

/** Returns the first host of a list as Slurm writes it: "node03" of "node[03-07,12],other". */
std::string first_host(std::string_view node_list);

}  // namespace aeolian::trainer
