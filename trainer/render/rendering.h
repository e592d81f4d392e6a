// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "core/audio/step_input.h"
#include "core/error.h"
#include "core/generator/source.h"

namespace aeolian::trainer {

/** The part of a source to render. */
struct Rendering {
  double seconds = 0;
  int skip = 0;                ///< samples to skip at the beginning
  StepInput* input = nullptr;  ///< input to listen to; null = does not listen
  int channels = 1;            ///< of the file: 1 = mixed to mono, or 2
};

/**
 * Renders `source`, limited and faded out at the end, to a sound file; its ending gives the format.
 * `on_progress` is called with the number of seconds done.
 */
ErrorOr<void> render_to_file(Source& source, const Rendering& rendering, const std::filesystem::path& output,
                             const std::function<void(double)>& on_progress);

/** Renders the first `seconds` of `source` into memory. */
std::vector<float> render(Source& source, double seconds);

}  // namespace aeolian::trainer
