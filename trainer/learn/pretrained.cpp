// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/learn/pretrained.h"

#include <algorithm>

namespace aeolian::trainer {

namespace {

ErrorOr<Normalisation> read_normalisation(const Checkpoint& checkpoint) {
  const std::int64_t bands = checkpoint.description.front_end.bands;
  const auto mean = checkpoint.require("frames.mean", {bands});
  if (!mean) return tl::unexpected(mean.error());
  const auto scale = checkpoint.require("frames.scale", {bands});
  if (!scale) return tl::unexpected(scale.error());
  if (std::ranges::any_of((*scale)->values, [](float value) { return value <= 0; }))
    return fail("tensor 'frames.scale' has values that are not above 0");
  return Normalisation{import_tensor(**mean), import_tensor(**scale)};
}

ErrorOr<Pretrained> pretrained_of(const Checkpoint& checkpoint, torch::Device device) {
  const auto& d = checkpoint.description;
  if (d.kind != ModelKind::small)
    return fail("is a baseline of the kind " + std::string(to_string(d.kind)) +
                "; a training can begin only from a model of the kind small");
  auto normalisation = read_normalisation(checkpoint);
  if (!normalisation) return tl::unexpected(normalisation.error());
  Pretrained pretrained{{}, d, *std::move(normalisation), Codec(d), Trunk(d), WindowEncoder(d)};
  const auto import = [&](torch::nn::Module& module, const char* prefix) {
    auto imported = import_parameters(module, prefix, checkpoint);
    module.to(device);
    return imported;
  };
  for (const auto& imported : {import(*pretrained.codec, "codec."), import(*pretrained.trunk, "trunk."),
                               import(*pretrained.window, "window.")})
    if (!imported) return tl::unexpected(imported.error());
  return pretrained;
}

}  // namespace

ErrorOr<Pretrained> read_pretrained(const std::filesystem::path& path, torch::Device device) {
  const auto checkpoint = read_checkpoint(path);
  if (!checkpoint) return fail("--from " + checkpoint.error().message);
  auto pretrained = pretrained_of(*checkpoint, device);
  if (!pretrained)
    return fail("--from " + path.string() + ": " + pretrained.error().message +
                "; give another checkpoint, or leave out --from");
  pretrained->name = path.filename().string();
  return pretrained;
}

}  // namespace aeolian::trainer
