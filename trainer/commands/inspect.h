// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/model/checkpoint.h"
#include "trainer/cli/options.h"

namespace aeolian {

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

}  // namespace aeolian
