// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/step_input.h"

#include <algorithm>

namespace aeolian {

void SoundInput::fill(std::span<float> step) {
  const auto part =
      std::span<const float>(samples_).subspan(at_).first(std::min(step.size(), samples_.size() - at_));
  std::ranges::copy(part, step.begin());
  std::ranges::fill(step.subspan(part.size()), 0.f);
  at_ += part.size();
}

}  // namespace aeolian
