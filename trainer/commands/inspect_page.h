// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "core/error.h"
#include "core/model/checkpoint.h"
#include "trainer/cli/options.h"
#include "trainer/cli/progress.h"

namespace aeolian::trainer {

/**
 * Writes `options.page`: learning curves, the map of the sounds, a few seconds of each, and a description.
 * Refuses to replace a file that is not such a page.
 */
ErrorOr<void> write_inspect_page(const InspectOptions& options,
                                 const std::shared_ptr<const Checkpoint>& checkpoint,
                                 std::uint64_t file_bytes, Progress& progress);

}  // namespace aeolian::trainer
