// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>

#include "core/control/control_log.h"
#include "core/control/parameters.h"
#include "core/generator/fault_detector.h"
#include "core/generator/source_crossfader.h"
#include "core/generator/voice.h"
#include "daemon/playback/model.h"

namespace aeolian::daemon {

/**
 * The guard of an offline render: processes each step, and on a fault restarts the model at the next one, so
 * that the same settings and checkpoint give the same file. One thread.
 */
class OfflineFaultSupervisor {
 public:
  /**
   * Guards `model` (none = a test tone, which is never restarted), which plays in `crossfader` with `second`
   * blended in, if there is one.
   */
  OfflineFaultSupervisor(const GuardSettings& settings, std::optional<Model> model,
                         SourceCrossfader& crossfader, Parameters& parameters,
                         const RenderQuality& quality = {}, std::optional<Model> second = {});

  /**
   * Processes a step; `next_step` is the number of the next one. Returns the source switch made there, if
   * there was a fault.
   */
  std::optional<SourceSwitch> hear(std::span<const StereoFrame> step, std::uint64_t next_step);

 private:
  std::optional<Model> model_, second_;
  SourceCrossfader& crossfader_;
  Parameters& parameters_;
  RenderQuality quality_;
  std::optional<FaultDetector> guard_;  // none if there is nothing to guard
};

}  // namespace aeolian::daemon
