// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the seeds of checkpoint_fuzz to the named folder: a valid checkpoint of each kind, as small as
// possible; one of them also in half floats.

#include <cmath>
#include <filesystem>

#include "tests/core/model/random_checkpoint.h"

namespace {

aeolian::ModelDescription smallest(aeolian::ModelKind kind) {
  aeolian::ModelDescription d;
  d.kind = kind;
  d.front_end = {8000, 64, 8, 8, 500, 4000};
  d.frames_per_step = 1;
  d.latent_size = kind == aeolian::ModelKind::small ? 2 : d.front_end.bands;
  d.context = 2;
  d.codec_hidden = d.head_hidden = d.trunk_size = 4;
  d.trunk_layers = d.mixtures = 1;
  d.priming_states = {"wind.wav 0:05"};
  d.encoding_size = 0;
  if (kind == aeolian::ModelKind::small || kind == aeolian::ModelKind::autoencoder) {
    d.encoding_size = 2;
    d.encodings = {"wind"};
  }
  d.provenance.sources = {{"wind", "CC0-1.0", 12}};
  return d;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  using aeolian::ModelKind;
  for (const auto kind :
       {ModelKind::small, ModelKind::frame_lstm, ModelKind::autoencoder, ModelKind::bytes}) {
    const auto path = std::filesystem::path(argv[1]) / aeolian::to_string(kind);
    if (!aeolian::write_checkpoint(path, aeolian::random_checkpoint(smallest(kind)))) return 1;
  }
  auto leaning = aeolian::random_checkpoint(smallest(ModelKind::small));
  aeolian::add_recollection(leaning, 0.5f, 0.5f);
  if (!aeolian::write_checkpoint(std::filesystem::path(argv[1]) / "small-leaning", leaning)) return 1;
  for (auto& [name, tensor] : leaning.tensors)
    for (float& value : tensor.values) value = std::round(value * 64) / 64;
  return aeolian::write_checkpoint(std::filesystem::path(argv[1]) / "small-in-halves", leaning) ? 0 : 1;
}
