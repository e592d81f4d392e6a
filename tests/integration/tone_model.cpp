// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/tone_model.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

#include "core/spectrum/bands.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {

Checkpoint tone_model(std::initializer_list<double> hertz) {
  ModelDescription description = random_checkpoint(ModelKind::small).description;
  description.front_end = music_front_end();
  Checkpoint checkpoint = random_checkpoint(description);
  std::vector<float> sound(44100);
  for (const double each : hertz) {
    const double turns = each / description.front_end.sample_rate;
    std::ranges::transform(sound, glide(sound.size(), turns, turns), sound.begin(), std::plus());
  }
  const auto rows = band_spectrogram(description.front_end, sound);
  const auto bands = static_cast<std::size_t>(description.front_end.bands);
  const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / bands / 2 * bands);
  std::copy_n(middle, bands, checkpoint.tensors["frames.mean"].values.begin());
  std::ranges::fill(checkpoint.tensors["frames.scale"].values, 1e-3f);  // neither melody nor noise
  return checkpoint;
}

}  // namespace aeolian
