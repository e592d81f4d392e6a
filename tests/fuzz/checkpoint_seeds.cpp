// Writes the first inputs of checkpoint_fuzz into the folder that is named: a sound checkpoint of each kind.

#include <cstdio>
#include <filesystem>

#include "core/model/checkpoint.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  aeolian::Checkpoint checkpoint;
  checkpoint.description.encodings = {"wind"};
  checkpoint.description.provenance.sources = {{"wind", "CC0-1.0", 12}};
  checkpoint.tensors = {{"a", {{2, 2}, {1, 2, 3, 4}}}, {"b", {{}, {5}}}, {"c", {{0, 3}, {}}}};
  const std::filesystem::path folder = argv[1];
  const auto small = aeolian::write_checkpoint(folder / "small", checkpoint);
  checkpoint.description.kind = aeolian::ModelKind::frame_lstm;
  checkpoint.description.latent_size = checkpoint.description.front_end.bands;
  checkpoint.tensors.clear();
  const auto frame_lstm = aeolian::write_checkpoint(folder / "frame-lstm", checkpoint);
  checkpoint.description.kind = aeolian::ModelKind::autoencoder;
  checkpoint.description.frames_per_step = 1;
  const auto autoencoder = aeolian::write_checkpoint(folder / "autoencoder", checkpoint);
  checkpoint.description = {.kind = aeolian::ModelKind::bytes, .encoding_size = 0};
  const auto bytes = aeolian::write_checkpoint(folder / "bytes", checkpoint);
  return small && frame_lstm && autoencoder && bytes ? 0 : 1;
}
