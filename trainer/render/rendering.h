// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>

#include "core/error.h"
#include "core/generator/source.h"

namespace aeolian {

/** How much of a source goes into a file. */
struct Rendering {
  double seconds = 0;
  int skip = 0;  ///< samples at the beginning that are left out
};

/**
 * Writes what `source` plays, limited and faded out at the end, into a mono sound file of the format that
 * its ending tells. `on_progress` hears how
 * many seconds are done.
 */
ErrorOr<void> render_to_file(Source& source, const Rendering& rendering, const std::filesystem::path& output,
                             const std::function<void(double)>& on_progress);

}  // namespace aeolian
