// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/output_change.h"

#include <algorithm>

namespace aeolian {

std::optional<OutputChange> output_change(const ControlEvent& event) noexcept AEOLIAN_NONBLOCKING {
  if (event.voice != all_voices) return {};
  const Glide glide{event.number, event.glide_s};
  switch (event.parameter) {
    case ParameterId::gain:
      return OutputChange{OutputControl::gain, glide};
    case ParameterId::mute:
      return OutputChange{OutputControl::mute, glide};
    case ParameterId::play:
      return OutputChange{OutputControl::fade, glide};
    default:
      return {};
  }
}

float follow(OutputStage& stage, const OutputChange& change) noexcept AEOLIAN_NONBLOCKING {
  const Glide& glide = change.glide;
  switch (change.control) {
    case OutputControl::gain:
      stage.set_gain(glide.target, glide.seconds);
      return std::max(glide.seconds, OutputStage::shortest_ramp);
    case OutputControl::mute:
      stage.set_mute(glide.target != 0.f);
      return OutputStage::shortest_ramp;
    case OutputControl::fade:
      stage.set_fade(glide.target, glide.seconds);
      return std::max(glide.seconds, OutputStage::shortest_fade);
  }
  return 0.f;
}

}  // namespace aeolian
