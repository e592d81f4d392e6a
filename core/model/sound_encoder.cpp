// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/sound_encoder.h"

#include <optional>

#include "core/model/byte_sampler.h"
#include "core/model/latent_encoder.h"
#include "core/model/segment_encoder.h"
#include "core/spectrum/bands.h"

namespace aeolian {

struct SoundEncoder::Layers {
  std::shared_ptr<const Checkpoint> checkpoint;
  std::optional<LatentEncoder> codec;     ///< none for the baselines, whose latents are frames or bytes
  std::optional<SegmentEncoder> segment;  ///< of an autoencoder
  float full_scale = 1.f;                 ///< of a bytes model

  const ModelDescription& description() const { return checkpoint->description; }
  std::vector<float> latents_of(std::span<const float> samples) const;
  std::vector<float> normalised_frames_of(std::span<const float> samples) const;
};

SoundEncoder::SoundEncoder(std::unique_ptr<Layers> layers) : layers_(std::move(layers)) {}
SoundEncoder::SoundEncoder(SoundEncoder&&) noexcept = default;
SoundEncoder& SoundEncoder::operator=(SoundEncoder&&) noexcept = default;
SoundEncoder::~SoundEncoder() = default;

ErrorOr<SoundEncoder> SoundEncoder::create(std::shared_ptr<const Checkpoint> checkpoint) {
  const auto& c = *checkpoint;
  const auto& d = c.description;
  auto layers = std::make_unique<Layers>();
  if (d.kind == ModelKind::bytes) {
    const auto full_scale = full_scale_of(c);
    if (!full_scale) return tl::unexpected(full_scale.error());
    layers->full_scale = *full_scale;
    layers->checkpoint = std::move(checkpoint);
    return SoundEncoder(std::move(layers));
  }
  if (d.kind == ModelKind::small) {
    auto codec = LatentEncoder::create(c);
    if (!codec) return tl::unexpected(codec.error());
    layers->codec.emplace(*std::move(codec));
  }
  for (const auto* name : {"frames.mean", "frames.scale"})
    if (auto found = c.require(name, {d.front_end.bands}); !found) return tl::unexpected(found.error());
  if (d.kind == ModelKind::autoencoder) {
    auto segment = SegmentEncoder::create(c);
    if (!segment) return tl::unexpected(segment.error());
    layers->segment.emplace(*std::move(segment));
  }
  layers->checkpoint = std::move(checkpoint);
  return SoundEncoder(std::move(layers));
}

ErrorOr<EncodedSound> SoundEncoder::encode(std::span<const float> samples) const {
  const auto& d = layers_->description();
  const auto& f = d.front_end;
  if (samples.size() < static_cast<std::size_t>(d.frames_per_step) * f.hop) {
    const auto least = static_cast<double>(d.frames_per_step * f.hop) / f.sample_rate;
    return fail("the sound is too short to be encoded: at least " + std::to_string(least) + " s are needed");
  }
  EncodedSound encoded;
  if (d.kind == ModelKind::bytes) {
    for (const float sample : samples) encoded.latents.push_back(byte_of(sample / layers_->full_scale));
    return encoded;
  }
  encoded.latents = layers_->latents_of(samples);
  encoded.encoding = encoding_of(encoded.latents);
  return encoded;
}

std::vector<float> SoundEncoder::encoding_of(std::span<const float> latents) const {
  // Copies have their own state, so that threads may share this encoder.
  if (layers_->codec) {
    auto codec = *layers_->codec;
    std::vector<float> encoding(static_cast<std::size_t>(layers_->description().encoding_size));
    codec.encoding_of(latents, encoding);
    return encoding;
  }
  if (!layers_->segment) return {};
  auto segment = *layers_->segment;
  const auto code = segment.encode(latents);
  return {code.begin(), code.end()};
}

std::vector<float> SoundEncoder::Layers::latents_of(std::span<const float> samples) const {
  if (!codec) return normalised_frames_of(samples);
  auto encoder = *codec;  // as above
  const ModelDescription& d = description();
  auto frames = band_spectrogram(d.front_end, samples);
  const auto step = static_cast<std::size_t>(d.frames_per_step) * static_cast<std::size_t>(d.front_end.bands);
  const auto size = static_cast<std::size_t>(d.latent_size);
  std::vector<float> latents(frames.size() / step * size);
  for (std::size_t n = 0; n * size < latents.size(); ++n)
    encoder.encode(std::span(frames).subspan(n * step, step), std::span(latents).subspan(n * size, size));
  return latents;
}

std::vector<float> SoundEncoder::Layers::normalised_frames_of(std::span<const float> samples) const {
  const auto& f = description().front_end;
  const Eigen::Map<const Eigen::ArrayXf> mean(checkpoint->find("frames.mean")->values.data(), f.bands);
  const Eigen::Map<const Eigen::ArrayXf> scale(checkpoint->find("frames.scale")->values.data(), f.bands);
  auto values = band_spectrogram(f, samples);
  for (std::size_t at = 0; at < values.size(); at += f.bands) {
    Eigen::Map<Eigen::ArrayXf> frame(values.data() + at, f.bands);
    frame = (frame - mean) / scale;
  }
  return values;
}

}  // namespace aeolian
