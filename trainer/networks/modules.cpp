// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/networks/modules.h"

#include <numbers>

#include "core/model/byte_sampler.h"
#include "core/model/whitening.h"
#include "trainer/networks/recurrence.h"

namespace aeolian::trainer {

namespace nn = torch::nn;

CodecImpl::CodecImpl(const ModelDescription& d) {
  const auto linear = [this](const char* name, int inputs, int outputs, bool bias = true) {
    return register_module(name, nn::Linear(nn::LinearOptions(inputs, outputs).bias(bias)));
  };
  const int frame_values = d.frames_per_step * d.front_end.bands;
  encoder_linear_ = linear("encoder_linear", frame_values, d.latent_size, false);
  encoder1_ = linear("encoder1", frame_values, d.codec_hidden);
  encoder2_ = linear("encoder2", d.codec_hidden, d.codec_hidden);
  encoder3_ = linear("encoder3", d.codec_hidden, 2 * d.latent_size);
  decoder_linear_ = linear("decoder_linear", d.latent_size, frame_values, false);
  decoder1_ = linear("decoder1", 2 * d.latent_size, d.codec_hidden);
  decoder2_ = linear("decoder2", d.codec_hidden, d.codec_hidden);
  decoder_mean_ = linear("decoder_mean", d.codec_hidden, frame_values);
  decoder_level_ = linear("decoder_level", d.codec_hidden, frame_values);
}

std::pair<torch::Tensor, torch::Tensor> CodecImpl::encode(const torch::Tensor& frames) {
  auto hidden = torch::silu(encoder1_(frames));
  hidden = torch::silu(encoder2_(hidden));
  auto halves = encoder3_(hidden).chunk(2, -1);
  return {encoder_linear_(frames) + halves[0], halves[1].clamp(-10, 4)};
}

std::pair<torch::Tensor, torch::Tensor> CodecImpl::decode(const torch::Tensor& latent,
                                                          const torch::Tensor& before) {
  auto hidden = torch::silu(decoder1_(torch::cat({latent, before}, -1)));
  hidden = torch::silu(decoder2_(hidden));
  return {decoder_linear_(latent) + decoder_mean_(hidden), decoder_level_(hidden).clamp(-5, 1)};
}

torch::Tensor Mixture::innovations(const torch::Tensor& latent) const {
  const auto deviation = (latent.unsqueeze(-2) - mean) * torch::exp(-log_sigma);
  const auto by_part = deviation.flatten(0, -3).transpose(0, 1);  // (K, N, D)
  return by_part.bmm(whitening.transpose(1, 2)).transpose(0, 1).reshape(deviation.sizes());
}

torch::Tensor Mixture::loss(const torch::Tensor& latent) const {
  const double log_two_pi = std::log(2 * std::numbers::pi);
  const auto log_density = -(0.5 * innovations(latent).square() + log_sigma + 0.5 * log_two_pi).sum(-1);
  return -torch::logsumexp(log_weight + log_density, -1);
}

torch::Tensor Mixture::moments(const torch::Tensor& latent) const {
  const auto innovation = innovations(latent);
  const auto likelihood = log_weight - (0.5 * innovation.square() + log_sigma).sum(-1);
  const auto part = likelihood.argmax(-1, true);
  auto of_part = innovation.sizes().vec();
  of_part[of_part.size() - 2] = 1;
  const auto likeliest = innovation.gather(-2, part.unsqueeze(-1).expand(of_part)).squeeze(-2);
  return torch::cat({part.to(latent.dtype()), latent, likeliest}, -1);
}

TrunkImpl::TrunkImpl(const ModelDescription& d)
    : layers_(d.trunk_layers),
      mixtures_(d.mixtures),
      latent_size_(d.latent_size),
      input_(register_module("input", nn::Linear(d.latent_size + 1, d.trunk_size))),
      input_film_(register_module("input_film", nn::Linear(d.encoding_size, 2 * d.trunk_size))),
      gru_(register_module(
          "gru",
          nn::GRU(nn::GRUOptions(d.trunk_size, d.trunk_size).num_layers(d.trunk_layers).batch_first(true)))),
      head_(register_module("head", nn::Linear(d.trunk_size, d.head_hidden))),
      head_context_(register_module(
          "head_context",
          nn::Linear(nn::LinearOptions(d.context * d.latent_size, d.head_hidden).bias(false)))),
      head_film_(register_module("head_film", nn::Linear(d.encoding_size, 2 * d.head_hidden))),
      output_(register_module("output", nn::Linear(d.head_hidden, d.mixtures * (1 + 2 * d.latent_size)))),
      autoregression_(
          register_module("autoregression", nn::Linear(d.context * d.latent_size, d.latent_size))),
      encoded_autoregression_(register_module(
          "encoded_autoregression",
          nn::Linear(nn::LinearOptions(d.context * d.latent_size, d.latent_size).bias(false)))),
      encoded_mean_(register_module(
          "encoded_mean", nn::Linear(nn::LinearOptions(d.encoding_size, d.latent_size).bias(false)))),
      encoded_spread_(register_module(
          "encoded_spread", nn::Linear(nn::LinearOptions(d.encoding_size, d.latent_size).bias(false)))),
      whitening_(register_parameter("whitening", torch::zeros({d.mixtures, d.latent_size, d.latent_size}))),
      start_(register_parameter("start", torch::zeros({d.trunk_layers, d.trunk_size}))) {}

namespace {

torch::Tensor drop(const torch::Tensor& x, double share, const at::Generator& generator) {
  if (share <= 0) return x;
  return x * torch::empty_like(x).bernoulli_(1 - share, generator) / (1 - share);
}

/** Feature-wise linear modulation (Perez et al. 2018): x (N, T, C) scaled and shifted by film (N, 2C). */
torch::Tensor modulate(const torch::Tensor& x, const torch::Tensor& film) {
  auto halves = film.unsqueeze(1).chunk(2, -1);
  return x * (1 + halves[0]) + halves[1];
}

}  // namespace

Mixture TrunkImpl::forward(const TrunkInput& in, torch::Tensor& state, double dropout,
                           const at::Generator& generator) {
  const auto batch = in.latent.size(0), time = in.latent.size(1);
  if (!state.defined()) state = start_.unsqueeze(1).expand({layers_, batch, -1}).contiguous();

  auto x = modulate(input_(torch::cat({in.latent, in.masked}, -1)), input_film_(in.encoding));
  const auto recurrent = run_gru(gru_, drop(x, dropout, generator), state);
  auto hidden = torch::silu(head_(drop(recurrent, dropout, generator)) + head_context_(in.context));
  hidden = drop(modulate(hidden, head_film_(in.encoding)), dropout, generator);
  auto out = output_(hidden);

  const auto encoded = in.encoding.norm(2, -1, true).unsqueeze(1);
  const auto predicted = autoregression_(in.context) + encoded * encoded_autoregression_(in.context) +
                         encoded_mean_(in.encoding).unsqueeze(1);
  const auto spread = encoded_spread_(in.encoding).unsqueeze(1).unsqueeze(1);
  const auto parts = mixtures_ * latent_size_;
  const std::vector<std::int64_t> by_part = {batch, time, mixtures_, latent_size_};
  const auto outputs = out.split_with_sizes({mixtures_, parts, parts}, -1);
  return {torch::log_softmax(outputs[0], -1), outputs[1].view(by_part) + predicted.unsqueeze(-2),
          (outputs[2].view(by_part) + spread).clamp(-4, 3),
          whitening_.tril(-1) + torch::eye(latent_size_, whitening_.options())};
}

WindowEncoderImpl::WindowEncoderImpl(const ModelDescription& d)
    : statistics_(register_module("statistics", nn::Linear(2 * d.latent_size, d.encoding_size))) {}

torch::Tensor WindowEncoderImpl::statistics(const torch::Tensor& latents) {
  const auto mean = latents.mean(1, true);
  const auto spread = (latents - mean).square().mean(1).sqrt();
  return torch::cat({mean.squeeze(1), (spread + least_window_spread).log()}, -1);
}

torch::Tensor WindowEncoderImpl::forward(const torch::Tensor& latents) {
  const auto code = statistics_(statistics(latents));
  return code / (code.square().sum(-1, true) + 1e-8).sqrt();
}

namespace {

nn::LSTM lstm_layers(const ModelDescription& d, int inputs) {
  return nn::LSTM(nn::LSTMOptions(inputs, d.trunk_size).num_layers(d.trunk_layers).batch_first(true));
}

/** Runs `lstm` over (N, T, inputs) from `state` (undefined = zeros), which is replaced by the last state. */
torch::Tensor run(nn::LSTM& lstm, const torch::Tensor& input,
                  std::tuple<torch::Tensor, torch::Tensor>& state) {
  if (!std::get<0>(state).defined()) {
    const auto zeros = torch::zeros({lstm->options.num_layers(), input.size(0), lstm->options.hidden_size()},
                                    input.options());
    state = {zeros, zeros};
  }
  auto [recurrent, last] = lstm(input, state);
  state = last;
  return recurrent;
}

}  // namespace

FrameLstmImpl::FrameLstmImpl(const ModelDescription& d)
    : lstm_(register_module("lstm", lstm_layers(d, d.context * d.latent_size))),
      output_(register_module("output", nn::Linear(d.trunk_size, d.latent_size))) {}

torch::Tensor FrameLstmImpl::forward(const torch::Tensor& frames,
                                     std::tuple<torch::Tensor, torch::Tensor>& state) {
  return output_(run(lstm_, frames, state));
}

AutoencoderImpl::AutoencoderImpl(const ModelDescription& d)
    : encoder_(register_module("encoder", lstm_layers(d, d.front_end.bands))),
      decoder_(register_module("decoder", lstm_layers(d, d.encoding_size))),
      code_(register_module("code", nn::Linear(d.trunk_size, d.encoding_size))),
      output_(register_module("output", nn::Linear(d.trunk_size, d.front_end.bands))) {}

torch::Tensor AutoencoderImpl::encode(const torch::Tensor& frames) {
  std::tuple<torch::Tensor, torch::Tensor> state;
  const auto code = code_(run(encoder_, frames, state).select(1, frames.size(1) - 1));
  return code / (code.square().sum(-1, true) + 1e-8).sqrt();
}

torch::Tensor AutoencoderImpl::decode(const torch::Tensor& codes, std::int64_t frames) {
  std::tuple<torch::Tensor, torch::Tensor> state;
  return output_(run(decoder_, codes.unsqueeze(1).expand({-1, frames, -1}).contiguous(), state));
}

ByteLstmImpl::ByteLstmImpl(const ModelDescription& d)
    : embedding_(register_module("embedding", nn::Embedding(byte_values, d.latent_size))),
      lstm_(register_module("lstm", lstm_layers(d, d.latent_size))),
      output_(register_module("output", nn::Linear(d.trunk_size, byte_values))) {}

torch::Tensor ByteLstmImpl::forward(const torch::Tensor& bytes,
                                    std::tuple<torch::Tensor, torch::Tensor>& state) {
  return output_(run(lstm_, embedding_(bytes), state));
}

void copy_parameters(const torch::nn::Module& from, torch::nn::Module& to) {
  torch::NoGradGuard no_grad;
  auto parameters = to.named_parameters();
  for (const auto& parameter : from.named_parameters()) parameters[parameter.key()].copy_(parameter.value());
}

Tensor export_tensor(const torch::Tensor& tensor) {
  const auto values = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
  Tensor out;
  out.shape.assign(values.sizes().begin(), values.sizes().end());
  out.values.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
  return out;
}

void export_parameters(const torch::nn::Module& module, const std::string& prefix,
                       std::map<std::string, Tensor, std::less<>>& tensors) {
  for (const auto& parameter : module.named_parameters())
    tensors[prefix + parameter.key()] = export_tensor(parameter.value());
}

torch::Tensor import_tensor(const Tensor& tensor) {
  return torch::tensor(tensor.values).view(tensor.shape);
}

ErrorOr<void> import_parameters(torch::nn::Module& module, const std::string& prefix,
                                const Checkpoint& checkpoint) {
  torch::NoGradGuard no_grad;
  for (auto& parameter : module.named_parameters()) {
    const auto name = prefix + parameter.key();
    if (name == whitening_tensor && !checkpoint.find(name)) continue;
    const auto sizes = parameter.value().sizes();
    const auto tensor = checkpoint.require(name, {sizes.begin(), sizes.end()});
    if (!tensor) return tl::unexpected(tensor.error());
    parameter.value().copy_(import_tensor(**tensor));
  }
  return {};
}

}  // namespace aeolian::trainer
