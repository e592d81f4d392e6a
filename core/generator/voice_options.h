// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/control/event.h"
#include "core/control/parameters.h"
#include "core/control/quality.h"
#include "core/weight_format.h"

namespace aeolian {

class Ear;

/** The initial settings of a voice. */
struct VoiceOptions {
  std::uint64_t seed = 1;            ///< of all random numbers, including the choice of priming state
  float temperature = 1.f;           ///< 0..2
  std::vector<float> encoding = {};  ///< empty = none: the voice drifts
  float guidance = 1.f;              ///< 0..3; see Voice
  std::optional<float> memory = {};  ///< 0..1; without a value the checkpoint's default
  float memory_limit_s = static_cast<float>(default_memory_limit_s);
  std::vector<float> morph_to = {};          ///< the second encoding of a morph (ControlEvent::morph_to)
  float morph = 0.f;                         ///< its weight, 0 to below 1
  std::optional<int> phase_look_ahead = {};  ///< frames, 0 or 1; without a value suited_look_ahead()
  Quality quality = Quality::normal;
  WeightFormat weights = WeightFormat::float32;  ///< of the engine
  VoiceNumber voice_limit = 1;                   ///< maximum number of voices (Ensemble), 1..most_voices
  std::size_t channels = 2;                      ///< of the output that the voices share (Ensemble)
  std::shared_ptr<Ear> ear = {};                 ///< through which it listens, of the same model; null = none
};

}  // namespace aeolian
