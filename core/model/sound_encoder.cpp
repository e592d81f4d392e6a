// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/sound_encoder.h"

#include <cmath>
#include <optional>

#include "core/model/byte_sampler.h"
#include "core/model/segment_encoder.h"
#include "core/spectrum/bands.h"

namespace aeolian {

struct SoundEncoder::Layers {
  struct Codec {
    LinearLayer encoder_linear, encoder1, encoder2, encoder3;
  };
  std::shared_ptr<const Checkpoint> checkpoint;
  std::optional<Codec> codec;  ///< none for the baselines, whose latents are frames or bytes
  std::optional<LinearLayer> window;
  std::optional<SegmentEncoder> segment;  ///< of an autoencoder
  float full_scale = 1.f;                 ///< of a bytes model

  const ModelDescription& description() const { return checkpoint->description; }
  std::vector<float> frames_of(std::span<const float> samples) const;
  std::vector<float> latents_of(std::span<const float> frames) const;
  std::vector<float> window_code(std::span<const float> latents) const;
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
  for (const auto* name : {"frames.mean", "frames.scale"})
    if (auto found = c.require(name, {d.front_end.bands}); !found) return tl::unexpected(found.error());
  if (d.kind == ModelKind::small) {
    const int frame_values = d.frames_per_step * d.front_end.bands;
    const auto encoder_linear =
        LinearLayer::create(c, "codec.encoder_linear", frame_values, d.latent_size, false);
    const auto encoder1 = LinearLayer::create(c, "codec.encoder1", frame_values, d.codec_hidden);
    const auto encoder2 = LinearLayer::create(c, "codec.encoder2", d.codec_hidden, d.codec_hidden);
    const auto encoder3 = LinearLayer::create(c, "codec.encoder3", d.codec_hidden, 2 * d.latent_size);
    const auto window = LinearLayer::create(c, "window.statistics", 2 * d.latent_size, d.encoding_size);
    for (const auto* layer : {&encoder_linear, &encoder1, &encoder2, &encoder3, &window})
      if (!*layer) return tl::unexpected(layer->error());
    layers->codec.emplace(Layers::Codec{*encoder_linear, *encoder1, *encoder2, *encoder3});
    layers->window.emplace(*window);
  }
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
  encoded.latents = layers_->latents_of(layers_->frames_of(samples));
  encoded.encoding = encoding_of(encoded.latents);
  return encoded;
}

std::vector<float> SoundEncoder::encoding_of(std::span<const float> latents) const {
  if (layers_->window) return layers_->window_code(latents);
  if (!layers_->segment) return {};
  auto segment = *layers_->segment;  // a copy with its own state, so that threads may share this encoder
  const auto code = segment.encode(latents);
  return {code.begin(), code.end()};
}

std::vector<float> SoundEncoder::Layers::frames_of(std::span<const float> samples) const {
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

std::vector<float> SoundEncoder::Layers::latents_of(std::span<const float> frames) const {
  if (!codec) return {frames.begin(), frames.end()};
  const auto& d = description();
  const auto width = static_cast<std::size_t>(d.frames_per_step) * d.front_end.bands;
  Vector first(d.codec_hidden), second(d.codec_hidden), halves(2 * d.latent_size);
  std::vector<float> latents;
  for (std::size_t at = 0; at + width <= frames.size(); at += width) {
    const Eigen::Map<const Vector> input(frames.data() + at, width);
    codec->encoder1.apply(input, first);
    silu(first);
    codec->encoder2.apply(first, second);
    silu(second);
    codec->encoder3.apply(second, halves);
    codec->encoder_linear.add(input, halves.head(d.latent_size));
    latents.insert(latents.end(), halves.begin(), halves.begin() + d.latent_size);
  }
  return latents;
}

std::vector<float> SoundEncoder::Layers::window_code(std::span<const float> latents) const {
  const auto& d = description();
  const auto steps = static_cast<Eigen::Index>(latents.size()) / d.latent_size;
  if (steps == 0) return std::vector<float>(d.encoding_size);
  const Eigen::Map<const Eigen::MatrixXf> values(latents.data(), d.latent_size, steps);
  Vector statistics(2 * d.latent_size);
  statistics.head(d.latent_size) = values.rowwise().mean();
  const auto deviations = (values.colwise() - statistics.head(d.latent_size)).array();
  statistics.tail(d.latent_size) = (deviations.square().rowwise().mean().sqrt() + least_window_spread).log();
  Vector code(d.encoding_size);
  window->apply(statistics, code);
  code /= std::sqrt(code.squaredNorm() + 1e-8f);
  return {code.begin(), code.end()};
}

}  // namespace aeolian
