// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/byte_sampler.h"

#include <algorithm>
#include <cmath>

#include "core/model/temperature.h"

namespace aeolian {

namespace {

constexpr float zero_byte = 128.f;

}  // namespace

std::uint8_t byte_of(float sample) {
  const float value = std::round(sample * zero_byte) + zero_byte;
  return static_cast<std::uint8_t>(value > 0.f ? std::min(value, 255.f) : 0.f);  // a NaN becomes 0
}

float sample_of(std::uint8_t byte) {
  return (static_cast<float>(byte) - zero_byte) / zero_byte;
}

ErrorOr<float> full_scale_of(const Checkpoint& checkpoint) {
  const auto scale = checkpoint.require("bytes.scale", {1});
  if (!scale) return tl::unexpected(scale.error());
  const float value = (*scale)->values.front();
  if (!(value > 0.f)) return fail("tensor bytes.scale is " + std::to_string(value) + ", but must be above 0");
  return value;
}

ErrorOr<ByteSampler> ByteSampler::create(std::shared_ptr<const Checkpoint> checkpoint,
                                         const Arithmetic& arithmetic) {
  const auto& c = *checkpoint;
  const LayerSource source(c, arithmetic);
  const auto& d = c.description;
  if (d.kind != ModelKind::bytes)
    return fail("a model of the kind " + std::string(to_string(d.kind)) + " makes no bytes");
  auto lstm = LstmStack::create(source, "bytes.lstm", d.trunk_layers, d.latent_size, d.trunk_size);
  if (!lstm) return tl::unexpected(lstm.error());
  const auto output = LinearLayer::create(source, "bytes.output", d.trunk_size, byte_values);
  if (!output) return tl::unexpected(output.error());
  const auto full_scale = full_scale_of(c);
  if (!full_scale) return tl::unexpected(full_scale.error());
  for (const auto& required : {c.require("bytes.embedding.weight", {byte_values, d.latent_size}),
                               c.require("priming", {static_cast<std::int64_t>(d.priming_states.size()),
                                                     2 * d.trunk_layers * d.trunk_size})})
    if (!required) return tl::unexpected(required.error());
  return ByteSampler(std::move(checkpoint), *std::move(lstm), *output, *full_scale);
}

ByteSampler::ByteSampler(std::shared_ptr<const Checkpoint> checkpoint, LstmStack lstm, LinearLayer output,
                         float full_scale)
    : checkpoint_(std::move(checkpoint)),
      lstm_(std::move(lstm)),
      output_(std::move(output)),
      full_scale_(full_scale),
      shares_(byte_values) {
  prime(0);
}

void ByteSampler::prime(std::size_t index) {
  if (const auto rows = description().priming_states.size(); rows > 0) {
    const auto size = lstm_.state_size();
    lstm_.set_state(Eigen::Map<const Vector>(
        checkpoint_->find("priming")->values.data() + (index % rows) * static_cast<std::size_t>(size), size));
    return;
  }
  lstm_.clear();
  hear(byte_of(0.f));
}

void ByteSampler::hear(std::uint8_t byte) {
  const auto size = description().latent_size;
  lstm_.step(Eigen::Map<const Vector>(
      checkpoint_->find("bytes.embedding.weight")->values.data() + byte * static_cast<std::ptrdiff_t>(size),
      size));
}

std::span<const float> ByteSampler::distribution(float temperature) {
  output_.apply(lstm_.top(), shares_);
  const float tau = std::max(sampler_temperature(description(), temperature), least_temperature);
  shares_.array() = ((shares_.array() - shares_.maxCoeff()) / tau).exp();
  shares_ /= shares_.sum();
  return {shares_.data(), byte_values};
}

std::uint8_t ByteSampler::draw(float temperature, Random& random) {
  const auto shares = distribution(temperature);
  float left = random.uniform();
  int byte = 0;
  while (byte + 1 < byte_values && (left -= shares[static_cast<std::size_t>(byte)]) > 0.f) ++byte;
  hear(static_cast<std::uint8_t>(byte));
  return static_cast<std::uint8_t>(byte);
}

}  // namespace aeolian
