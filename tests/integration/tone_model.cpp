// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/tone_model.h"

#include <algorithm>
#include <cstddef>

#include "core/spectrum/bands.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/core/spectrum/sounds.h"

namespace aeolian {

Checkpoint tone_model() {
  ModelDescription description = random_checkpoint(ModelKind::small).description;
  description.front_end = music_front_end();
  Checkpoint checkpoint = random_checkpoint(description);
  const double turns = middle_c_hz / description.front_end.sample_rate;
  const auto rows = band_spectrogram(description.front_end, glide(44100, turns, turns));
  const auto bands = static_cast<std::size_t>(description.front_end.bands);
  const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / bands / 2 * bands);
  std::copy_n(middle, bands, checkpoint.tensors["frames.mean"].values.begin());
  std::ranges::fill(checkpoint.tensors["frames.scale"].values, 1e-3f);  // neither melody nor noise
  return checkpoint;
}

}  // namespace aeolian
