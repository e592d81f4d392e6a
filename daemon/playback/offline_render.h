// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

#include "core/audio/step_input.h"
#include "core/control/control_log.h"
#include "core/error.h"
#include "core/stream/step_renderer.h"

namespace aeolian::daemon {

/** The callbacks of an offline render. */
struct FileRendering {
  /** Called with every applied event. */
  std::function<ErrorOr<void>(const LoggedEvent&)> on_applied = [](const LoggedEvent&) -> ErrorOr<void> {
    return {};
  };
  /** Called with every step as generated, all channel pairs mixed together, before gain and fades. */
  std::function<ErrorOr<void>(std::span<const StereoFrame>)> on_step =
      [](std::span<const StereoFrame>) -> ErrorOr<void> { return {}; };
  /** The source's input; null = none. */
  StepInput* input = nullptr;
  /** Called before every step. */
  std::function<ErrorOr<void>()> before_step = [] { return ErrorOr<void>(); };
  /** Called with every step; true ends the file early. */
  std::function<bool()> stop = [] { return false; };
};

/**
 * Renders to a WAV file at the source's rate, as fast as possible, on one thread: the same source, events and
 * build give the same file, bit for bit. Fades in and out as on a device; gain, mute and play take effect at
 * the steps that they name. `channels`: output channels, from the source's pairs. Returns the number of
 * frames written.
 */
ErrorOr<std::int64_t> render_to_file(StepRenderer& renderer, const std::filesystem::path& path,
                                     double seconds, const FileRendering& rendering = {},
                                     std::size_t channels = 2);

}  // namespace aeolian::daemon
