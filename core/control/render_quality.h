// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include "core/control/event.h"
#include "core/control/quality.h"
#include "core/weight_format.h"

namespace aeolian {

/** The settings of a performance's computation, from beginning to end; a control log stores them. */
struct RenderQuality {
  Quality quality = Quality::normal;
  WeightFormat weights = WeightFormat::float32;
  VoiceNumber voice_limit = 1;  ///< how many voices can play, 1..most_voices
  std::size_t channels = 2;     ///< of the output, 1..most_output_channels
  bool listens = false;         ///< to an input
};

}  // namespace aeolian
