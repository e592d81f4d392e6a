// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/train/stage_result.h"

#include <torch/serialize/archive.h>

#include <sstream>

namespace aeolian::trainer {

std::string codec_to_bytes(const Codec& codec, const ModelDescription& description) {
  torch::serialize::OutputArchive archive, parameters(archive.compilation_unit());
  archive.write("latent_size", torch::tensor(description.latent_size));
  codec->save(parameters);
  archive.write("codec", parameters);
  std::ostringstream bytes;
  archive.save_to(bytes);
  return std::move(bytes).str();
}

ErrorOr<Codec> codec_from_bytes(const std::string& bytes, ModelDescription& description) {
  try {
    torch::serialize::InputArchive archive, parameters;
    archive.load_from(bytes.data(), bytes.size());
    torch::Tensor latent_size;
    archive.read("latent_size", latent_size);
    description.latent_size = latent_size.item<int>();
    archive.read("codec", parameters);
    Codec codec(description);
    codec->load(parameters);
    return codec;
  } catch (const c10::Error&) {
    return fail("rank 0 has sent a codec of another size; install the same version of Aeolian everywhere");
  }
}

}  // namespace aeolian::trainer
