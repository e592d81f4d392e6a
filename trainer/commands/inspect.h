// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/model/checkpoint.h"
#include "trainer/cli/options.h"

namespace aeolian::trainer {

/** A fact about a checkpoint; without a label it continues the previous one. */
struct Fact {
  std::string label;
  std::string text;
};

/** Describes a checkpoint: its origin, losses, sizes, and what it stores of its sounds. */
std::vector<Fact> facts_of(const Checkpoint& checkpoint, std::uint64_t file_bytes);

/** "An Aeolian model of kind small: codec, recurrent trunk, mixture of Gaussians" */
std::string kind_in_a_line(const ModelDescription& description);

/**
 * Describes a checkpoint for people, in several lines: its kind, training sounds, training time and losses.
 */
std::string describe(const Checkpoint& checkpoint, std::uint64_t file_bytes);

/**
 * Describes it for programs: the description with `parameters`, `steps_per_second`, `file_bytes` and
 * `tensors`.
 */
nlohmann::json describe_as_json(const Checkpoint& checkpoint, std::uint64_t file_bytes);

/** `aeolian inspect`. Returns the exit status of the process. */
int run_inspect(const InspectOptions& options);

}  // namespace aeolian::trainer
