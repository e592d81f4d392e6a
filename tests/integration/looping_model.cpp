// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/looping_model.h"

#include <algorithm>
#include <vector>

#include "core/spectrum/bands.h"
#include "tests/core/model/random_checkpoint.h"

namespace aeolian {

FrontEnd looping_front_end() {
  return *make_front_end(44100, 46., 32, 20000.);
}

Checkpoint looping_model(std::span<const float> sound, int frames) {
  ModelDescription description = random_checkpoint(ModelKind::frame_lstm).description;
  description.front_end = looping_front_end();
  const int bands = description.front_end.bands;
  description.latent_size = description.trunk_size = bands;
  description.trunk_layers = 1;
  description.context = frames;
  description.priming_states = {"loop"};
  Checkpoint checkpoint = random_checkpoint(description);
  const auto values = [&checkpoint](const char* name) -> std::vector<float>& {
    auto& tensor = checkpoint.tensors.at(name).values;
    std::ranges::fill(tensor, 0.f);
    return tensor;
  };
  const auto size = static_cast<std::size_t>(bands), inputs = size * static_cast<std::size_t>(frames);
  // Open gates that let all of the past go, around a cell in its linear range.
  constexpr float open = 30.f, linear = 1e-4f;
  auto &from_input = values("lstm.lstm.weight_ih_l0"), &bias = values("lstm.lstm.bias_ih_l0"),
       &output = values("lstm.output.weight");
  for (std::size_t i = 0; i < size; ++i) {
    bias[i] = bias[3 * size + i] = open;
    bias[size + i] = -open;
    from_input[(2 * size + i) * inputs + inputs - size + i] = linear;
    output[i * size + i] = 1.f / linear;
  }
  for (const char* unused : {"lstm.lstm.weight_hh_l0", "lstm.lstm.bias_hh_l0", "lstm.output.bias"})
    values(unused);
  std::ranges::fill(checkpoint.tensors.at("frames.mean").values, 0.f);
  const auto rows = band_spectrogram(description.front_end, sound);
  auto& priming = values("priming");
  for (int age = 0; age < frames; ++age) {
    const auto frame = std::span(rows).subspan(rows.size() - size * static_cast<std::size_t>(age + 1), size);
    std::ranges::copy(frame, priming.begin() + static_cast<std::ptrdiff_t>(
                                                   2 * size + size * static_cast<std::size_t>(age)));
  }
  return checkpoint;
}

}  // namespace aeolian
