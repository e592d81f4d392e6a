// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/model/random_checkpoint.h"

#include <cmath>
#include <functional>
#include <numeric>

#include "core/model/byte_sampler.h"
#include "core/random.h"

namespace aeolian {
namespace {

/** Adds tensors of random values to a checkpoint. */
class Filler {
 public:
  Filler(Checkpoint& checkpoint, std::uint64_t seed) : checkpoint_(checkpoint), random_(seed) {}

  void constant(const std::string& name, int size, float value) {
    checkpoint_.tensors[name] = {{size}, std::vector<float>(static_cast<std::size_t>(size), value)};
  }

  /** Adds a tensor with the rows -bound and +bound. */
  void range(const std::string& name, int size, float bound) {
    std::vector<float> values(static_cast<std::size_t>(size), -bound);
    values.resize(2 * values.size(), bound);
    checkpoint_.tensors[name] = {{2, size}, std::move(values)};
  }

  void tensor(const std::string& name, std::vector<std::int64_t> shape, float spread) {
    const auto count = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
    std::vector<float> values(static_cast<std::size_t>(count));
    for (float& value : values) value = spread * random_.normal();
    checkpoint_.tensors[name] = {std::move(shape), std::move(values)};
  }

  void linear(const std::string& name, int inputs, int outputs, bool bias = true) {
    tensor(name + ".weight", {outputs, inputs}, 1.f / std::sqrt(static_cast<float>(inputs)));
    if (bias) tensor(name + ".bias", {outputs}, 0.1f);
  }

  void recurrent(const std::string& name, int layer, int inputs, int size, int gates) {
    const std::string suffix = "_l" + std::to_string(layer);
    const float spread = 1.f / std::sqrt(static_cast<float>(size));
    tensor(name + ".weight_ih" + suffix, {gates * size, inputs}, spread);
    tensor(name + ".bias_ih" + suffix, {gates * size}, 0.1f);
    tensor(name + ".weight_hh" + suffix, {gates * size, size}, spread);
    tensor(name + ".bias_hh" + suffix, {gates * size}, 0.1f);
  }

 private:
  Checkpoint& checkpoint_;
  Random random_;
};

void fill_small(Filler& fill, const ModelDescription& d) {
  const int frame_values = d.frames_per_step * d.front_end.bands;
  fill.linear("codec.encoder_linear", frame_values, d.latent_size, false);
  fill.linear("codec.encoder1", frame_values, d.codec_hidden);
  fill.linear("codec.encoder2", d.codec_hidden, d.codec_hidden);
  fill.linear("codec.encoder3", d.codec_hidden, 2 * d.latent_size);
  fill.linear("codec.decoder_linear", d.latent_size, frame_values, false);
  fill.linear("codec.decoder1", 2 * d.latent_size, d.codec_hidden);
  fill.linear("codec.decoder2", d.codec_hidden, d.codec_hidden);
  fill.linear("codec.decoder_mean", d.codec_hidden, frame_values);
  fill.linear("codec.decoder_level", d.codec_hidden, frame_values);
  fill.linear("window.statistics", 2 * d.latent_size, d.encoding_size);
  fill.linear("trunk.autoregression", d.context * d.latent_size, d.latent_size);
  fill.linear("trunk.encoded_autoregression", d.context * d.latent_size, d.latent_size, false);
  fill.linear("trunk.encoded_mean", d.encoding_size, d.latent_size, false);
  fill.linear("trunk.encoded_spread", d.encoding_size, d.latent_size, false);
  fill.linear("trunk.input", d.latent_size + 1, d.trunk_size);
  fill.linear("trunk.input_film", d.encoding_size, 2 * d.trunk_size);
  for (int layer = 0; layer < d.trunk_layers; ++layer) {
    fill.recurrent("trunk.gru", layer, d.trunk_size, d.trunk_size, 3);
  }
  fill.linear("trunk.head", d.trunk_size, d.head_hidden);
  fill.linear("trunk.head_context", d.context * d.latent_size, d.head_hidden, false);
  fill.linear("trunk.head_film", d.encoding_size, 2 * d.head_hidden);
  fill.linear("trunk.output", d.head_hidden, d.mixtures * (1 + 2 * d.latent_size));
  fill.tensor("trunk.start", {d.trunk_layers, d.trunk_size}, 0.1f);
  fill.constant("frames.spread", d.front_end.bands, 0.6f);
  fill.constant("frames.loudest", d.front_end.bands, 0.f);
  fill.range("latents.range", d.latent_size, 4.f);
  fill.constant("latents.norm", 1, 8.f);
  fill.tensor("encodings", {static_cast<std::int64_t>(d.encodings.size()), d.encoding_size}, 0.5f);
  fill.tensor("priming",
              {static_cast<std::int64_t>(d.priming_states.size()),
               d.trunk_layers * d.trunk_size + d.context * d.latent_size},
              0.5f);
}

void fill_lstm(Filler& fill, const std::string& name, int inputs, const ModelDescription& d) {
  for (int layer = 0; layer < d.trunk_layers; ++layer)
    fill.recurrent(name, layer, layer == 0 ? inputs : d.trunk_size, d.trunk_size, 4);
}

void fill_frame_lstm(Filler& fill, const ModelDescription& d) {
  fill_lstm(fill, "lstm.lstm", d.context * d.latent_size, d);
  fill.linear("lstm.output", d.trunk_size, d.latent_size);
  fill.tensor("priming",
              {static_cast<std::int64_t>(d.priming_states.size()),
               2 * d.trunk_layers * d.trunk_size + d.context * d.latent_size},
              0.5f);
}

void fill_autoencoder(Filler& fill, const ModelDescription& d) {
  fill_lstm(fill, "autoencoder.encoder", d.front_end.bands, d);
  fill.linear("autoencoder.code", d.trunk_size, d.encoding_size);
  fill_lstm(fill, "autoencoder.decoder", d.encoding_size, d);
  fill.linear("autoencoder.output", d.trunk_size, d.front_end.bands);
  fill.tensor("encodings", {static_cast<std::int64_t>(d.encodings.size()), d.encoding_size}, 0.5f);
  fill.tensor("priming", {static_cast<std::int64_t>(d.priming_states.size()), d.encoding_size}, 0.5f);
}

void fill_bytes(Filler& fill, const ModelDescription& d) {
  fill.tensor("bytes.embedding.weight", {byte_values, d.latent_size}, 1.f);
  fill_lstm(fill, "bytes.lstm", d.latent_size, d);
  fill.linear("bytes.output", d.trunk_size, byte_values);
  fill.constant("bytes.scale", 1, 0.5f);
  fill.tensor("priming",
              {static_cast<std::int64_t>(d.priming_states.size()), 2 * d.trunk_layers * d.trunk_size}, 0.5f);
}

}  // namespace

Checkpoint random_checkpoint(const ModelDescription& description, std::uint64_t seed) {
  Checkpoint checkpoint;
  checkpoint.description = description;
  Filler fill(checkpoint, seed);
  if (description.kind != ModelKind::bytes) {
    fill.constant("frames.mean", description.front_end.bands, -4.f);
    fill.constant("frames.scale", description.front_end.bands, 1.f);
  }
  switch (description.kind) {
    case ModelKind::small:
      fill_small(fill, description);
      break;
    case ModelKind::frame_lstm:
      fill_frame_lstm(fill, description);
      break;
    case ModelKind::autoencoder:
      fill_autoencoder(fill, description);
      break;
    case ModelKind::bytes:
      fill_bytes(fill, description);
      break;
  }
  return checkpoint;
}

Checkpoint random_checkpoint(ModelKind kind, std::uint64_t seed) {
  ModelDescription d;
  d.kind = kind;
  d.front_end = {8000, 256, 32, 24, 500, 4000};
  d.trunk_size = 12;
  d.trunk_layers = 2;
  d.context = 3;
  d.priming_states = {"rain.wav 0:05", "thunder.wav 0:01"};
  d.encoding_size = 0;
  switch (kind) {
    case ModelKind::small:
      d.latent_size = 6;
      d.codec_hidden = 16;
      d.head_hidden = 16;
      d.mixtures = 3;
      d.encoding_size = 4;
      d.encodings = {"rain", "thunder"};
      break;
    case ModelKind::autoencoder:
      d.encoding_size = 4;
      d.encodings = {"rain", "thunder"};
      d.context = 50;
      [[fallthrough]];
    case ModelKind::frame_lstm:
      d.frames_per_step = 1;
      d.latent_size = d.front_end.bands;
      break;
    case ModelKind::bytes:
      d.latent_size = 8;
      break;
  }
  return random_checkpoint(d, seed);
}

void add_recollection(Checkpoint& checkpoint, float innovation, float pull) {
  const auto& d = checkpoint.description;
  constexpr int pieces = 2, length = 40, stride = 4;
  std::vector<float> moments, source_switches;
  for (int piece = 0; piece < pieces; ++piece) {
    for (int step = 0; step < length; ++step) {
      moments.push_back(0);
      moments.insert(moments.end(), static_cast<std::size_t>(d.latent_size), piece == 0 ? -1.f : 1.f);
      moments.insert(moments.end(), static_cast<std::size_t>(d.latent_size), 0.f);
    }
    for (int step = stride; step < length; step += stride) {
      source_switches.push_back(static_cast<float>(piece * length + step));
      source_switches.push_back(static_cast<float>((piece + 1) * length));
      for (int i = 0; i < d.encoding_size; ++i) source_switches.push_back(i == piece ? 1.f : 0.f);
    }
  }
  const auto count = static_cast<std::int64_t>(source_switches.size()) / (2 + d.encoding_size);
  checkpoint.tensors["recollection.moments"] = {{pieces * length, 1 + 2 * d.latent_size}, moments};
  checkpoint.tensors["recollection.entrances"] = {{count, 2 + d.encoding_size}, source_switches};
  checkpoint.tensors["recollection.lean"] = {{2}, {innovation, pull}};
}

void add_image(Checkpoint& checkpoint, const ImageBand& image) {
  const StereoBands bands(checkpoint.description.front_end);
  const auto outputs = static_cast<std::int64_t>(image_values * bands.size());
  std::vector<float> biases;
  for (std::size_t band = 0; band < bands.size(); ++band)
    for (const float value : {image.balance, image.in_phase, image.quadrature}) biases.push_back(value);
  const std::int64_t inputs = 2 * checkpoint.description.latent_size;
  checkpoint.tensors["stereo.edges"] = {{std::ssize(bands.edges())}, bands.edges()};
  checkpoint.tensors["stereo.bias"] = {{outputs}, std::move(biases)};
  checkpoint.tensors["stereo.weight"] = {{outputs, inputs},
                                         std::vector<float>(static_cast<std::size_t>(outputs * inputs))};
}

}  // namespace aeolian
