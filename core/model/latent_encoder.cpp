// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/latent_encoder.h"

#include <algorithm>
#include <cmath>

namespace aeolian {

ErrorOr<LatentEncoder> LatentEncoder::create(const Checkpoint& checkpoint) {
  const ModelDescription& d = checkpoint.description;
  if (d.kind != ModelKind::small)
    return fail("a model of the kind " + std::string(to_string(d.kind)) + " has no codec");
  LatentEncoder encoder;
  for (auto [name, values] :
       {std::pair("frames.mean", &encoder.frame_mean_), {"frames.scale", &encoder.frame_scale_}}) {
    const auto found = checkpoint.require(name, {d.front_end.bands});
    if (!found) return tl::unexpected(found.error());
    *values = Eigen::Map<const Vector>((*found)->values.data(), d.front_end.bands);
  }
  const int frame_values = d.frames_per_step * d.front_end.bands;
  auto linear = LinearLayer::create(checkpoint, "codec.encoder_linear", frame_values, d.latent_size, false);
  auto first = LinearLayer::create(checkpoint, "codec.encoder1", frame_values, d.codec_hidden);
  auto second = LinearLayer::create(checkpoint, "codec.encoder2", d.codec_hidden, d.codec_hidden);
  auto third = LinearLayer::create(checkpoint, "codec.encoder3", d.codec_hidden, 2 * d.latent_size);
  auto window = LinearLayer::create(checkpoint, "window.statistics", 2 * d.latent_size, d.encoding_size);
  for (const auto* layer : {&linear, &first, &second, &third, &window})
    if (!*layer) return tl::unexpected(layer->error());
  encoder.linear_ = *std::move(linear);
  encoder.first_ = *std::move(first);
  encoder.second_ = *std::move(second);
  encoder.third_ = *std::move(third);
  encoder.window_ = *std::move(window);
  encoder.hidden1_.resize(d.codec_hidden);
  encoder.hidden2_.resize(d.codec_hidden);
  encoder.halves_.resize(2 * d.latent_size);
  encoder.statistics_.resize(2 * d.latent_size);
  encoder.code_.resize(d.encoding_size);
  return encoder;
}

void LatentEncoder::encode(std::span<float> frames, std::span<float> latent) {
  const auto bands = frame_mean_.size();
  for (Eigen::Index at = 0; at < std::ssize(frames); at += bands) {
    Eigen::Map<Eigen::ArrayXf> frame(frames.data() + at, bands);
    frame = (frame - frame_mean_.array()) / frame_scale_.array();
  }
  const Eigen::Map<const Vector> input(frames.data(), std::ssize(frames));
  first_.apply(input, hidden1_);
  silu(hidden1_);
  second_.apply(hidden1_, hidden2_);
  silu(hidden2_);
  third_.apply(hidden2_, halves_);
  linear_.add(input, halves_.head(std::ssize(latent)));
  std::copy_n(halves_.data(), latent.size(), latent.begin());
}

void LatentEncoder::encoding_of(std::span<const float> latents, std::span<float> encoding) {
  const auto size = statistics_.size() / 2;
  const auto steps = std::ssize(latents) / size;
  if (steps == 0) return std::ranges::fill(encoding, 0.f), void();
  const Eigen::Map<const Eigen::MatrixXf> values(latents.data(), size, steps);
  for (Eigen::Index i = 0; i < size; ++i) {
    const float mean = values.row(i).mean();
    const float variance = (values.row(i).array() - mean).square().mean();
    statistics_[i] = mean;
    statistics_[size + i] = std::log(std::sqrt(variance) + least_window_spread);
  }
  window_.apply(statistics_, code_);
  code_ /= std::sqrt(code_.squaredNorm() + 1e-8f);
  std::copy_n(code_.data(), encoding.size(), encoding.begin());
}

}  // namespace aeolian
