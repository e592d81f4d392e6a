// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/model/checkpoint.h"
#include "trainer/cli/options.h"

namespace aeolian::trainer {

/** Something to know of a checkpoint; without a label it belongs to the one before. */
struct Fact {
  std::string label;
  std::string text;
};

/** A checkpoint in words: its origin, losses, sizes, and what it holds of its sounds. */
std::vector<Fact> facts_of(const Checkpoint& checkpoint, std::uint64_t file_bytes);

/** "An Aeolian model of kind small: codec, recurrent trunk, mixture of Gaussians" */
std::string kind_in_a_line(const ModelDescription& description);

/**
 * Describes a checkpoint for people: what it is, what it was trained on, how long and with which losses;
 * several lines.
 */
std::string describe(const Checkpoint& checkpoint, std::uint64_t file_bytes);

/**
 * The same for programs: the description with `parameters`, `steps_per_second`, `file_bytes` and `tensors`.
 */
nlohmann::json describe_as_json(const Checkpoint& checkpoint, std::uint64_t file_bytes);

/** `aeolian inspect`; returns the process's exit status. */
int run_inspect(const InspectOptions& options);

}  // namespace aeolian::trainer
