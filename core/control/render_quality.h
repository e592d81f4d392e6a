// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include "core/control/event.h"
#include "core/control/quality.h"
#include "core/weight_format.h"

namespace aeolian {

/** Settings of the computation, fixed for a whole performance; a control log stores them. */
struct RenderQuality {
  Quality quality = Quality::normal;
  WeightFormat weights = WeightFormat::float32;
  VoiceNumber voice_limit = 1;  ///< maximum number of voices, 1..most_voices
  std::size_t channels = 2;     ///< of the output, 1..most_output_channels
  bool listens = false;         ///< whether it has an input
};

}  // namespace aeolian
