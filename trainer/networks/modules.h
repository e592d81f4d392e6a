// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/modules/embedding.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/rnn.h>
#include <torch/types.h>

#include <map>
#include <string>

#include "core/model/checkpoint.h"
#include "core/model/description.h"

namespace aeolian::trainer {

/**
 * The networks of the small tier and of the baselines as LibTorch modules. The names of their parameters are
 * the names of a checkpoint's tensors (after a prefix: `codec.`, `trunk.`, `window.`, `lstm.`,
 * `autoencoder.`, `bytes.`), which the native engines read. Shapes below: N = batch, T = time, B = bands, F =
 * frames per step, D = latent size, E = encoding size, K = mixture components.
 */

/**
 * The codec, frames to latents and back: a variational autoencoder over F frames, whose decoder also reads
 * the previous latent. Each direction is a linear map, which the trainer sets to the principal components,
 * plus a non-linear network.
 */
class CodecImpl : public torch::nn::Module {
 public:
  explicit CodecImpl(const ModelDescription& description);

  /** (N, F*B) normalised frames -> mean and log variance of the latent, (N, D) each. */
  std::pair<torch::Tensor, torch::Tensor> encode(const torch::Tensor& frames);

  /**
   * Latent and previous latent, (N, D) each -> mean and log standard deviation of the frames, (N, F*B) each.
   */
  std::pair<torch::Tensor, torch::Tensor> decode(const torch::Tensor& latent, const torch::Tensor& before);

 private:
  torch::nn::Linear encoder_linear_{nullptr}, encoder1_{nullptr}, encoder2_{nullptr}, encoder3_{nullptr};
  torch::nn::Linear decoder_linear_{nullptr}, decoder1_{nullptr}, decoder2_{nullptr}, decoder_mean_{nullptr},
      decoder_level_{nullptr};
};
TORCH_MODULE(Codec);

/** A Gaussian mixture over the next latent. */
struct Mixture {
  torch::Tensor log_weight;  ///< (..., K), normalised
  torch::Tensor mean;        ///< (..., K, D)
  torch::Tensor log_sigma;   ///< (..., K, D)
  torch::Tensor whitening;   ///< (K, D, D), from deviations to innovations (core/model/whitening.h)

  /** (..., K, D) innovations of `latent` (..., D) by which each component would have produced it. */
  torch::Tensor innovations(const torch::Tensor& latent) const;

  /** (...) negative log-likelihood of `latent` (..., D), nats. */
  torch::Tensor loss(const torch::Tensor& latent) const;

  /**
   * (..., 1 + 2 D): the component that most likely produced `latent` (..., D), the latent, and that
   * component's innovation. The passage memory stores them; core/generator/passage_listener.h computes the
   * same while playing.
   */
  torch::Tensor moments(const torch::Tensor& latent) const;
};

/** The input of the trunk for T steps: for each, everything known before the latent to be predicted. */
struct TrunkInput {
  torch::Tensor latent;    ///< (N, T, D) the previous latent; 0 where masked
  torch::Tensor masked;    ///< (N, T, 1) 1 where the previous latent is unknown
  torch::Tensor context;   ///< (N, T, context*D) the last latents, newest first; 0 where unknown
  torch::Tensor encoding;  ///< (N, E) the global encoding; 0 = none
};

/**
 * Recurrent trunk with a Gaussian-mixture head, both conditioned on the global encoding by FiLM. The
 * mixture's means lie around a linear prediction from the last latents. An encoding changes that prediction,
 * the point to which it returns, and how far it strays, so that the source need not be inferred from the
 * past.
 */
class TrunkImpl : public torch::nn::Module {
 public:
  explicit TrunkImpl(const ModelDescription& description);

  /**
   * Runs T steps. `state` (layers, N, trunk_size) is read, and replaced by the state after the last step; an
   * undefined tensor means the learned initial state.
   */
  Mixture forward(const TrunkInput& input, torch::Tensor& state, double dropout = 0,
                  const at::Generator& generator = {});

 private:
  int layers_, mixtures_, latent_size_;
  torch::nn::Linear input_, input_film_;
  torch::nn::GRU gru_;
  torch::nn::Linear head_, head_context_, head_film_, output_;
  torch::nn::Linear autoregression_, encoded_autoregression_, encoded_mean_, encoded_spread_;
  torch::Tensor whitening_;  ///< only the values below the diagonals are used
  torch::Tensor start_;
};
TORCH_MODULE(Trunk);

/**
 * Encodes a window of latents: a linear map, which the trainer sets to the principal components, of the
 * latents' mean and the log of their spread, normalised to the unit sphere.
 */
class WindowEncoderImpl : public torch::nn::Module {
 public:
  explicit WindowEncoderImpl(const ModelDescription& description);

  /** (N, T, D) -> (N, E), each of norm 1. */
  torch::Tensor forward(const torch::Tensor& latents);

  /** (N, T, D) -> (N, 2D): the input of the linear map. */
  static torch::Tensor statistics(const torch::Tensor& latents);

 private:
  torch::nn::Linear statistics_;
};
TORCH_MODULE(WindowEncoder);

/**
 * The hobby project's model, kept as a baseline: predicts the mean of the next frame from the last frames.
 */
class FrameLstmImpl : public torch::nn::Module {
 public:
  explicit FrameLstmImpl(const ModelDescription& description);

  /** (N, T, context*B) -> (N, T, B). `state` = (h, c), (layers, N, trunk_size) each; undefined = zeros. */
  torch::Tensor forward(const torch::Tensor& frames, std::tuple<torch::Tensor, torch::Tensor>& state);

 private:
  torch::nn::LSTM lstm_;
  torch::nn::Linear output_;
};
TORCH_MODULE(FrameLstm);

/**
 * The hobby project's other model: the last state of an LSTM is a segment's code, from which another LSTM
 * decodes the segment.
 */
class AutoencoderImpl : public torch::nn::Module {
 public:
  explicit AutoencoderImpl(const ModelDescription& description);

  /** (N, T, B) normalised frames -> (N, E) codes, each of norm 1. */
  torch::Tensor encode(const torch::Tensor& frames);

  /** (N, E) -> (N, frames, B): the decoder reads the code in each frame. */
  torch::Tensor decode(const torch::Tensor& codes, std::int64_t frames);

 private:
  torch::nn::LSTM encoder_, decoder_;
  torch::nn::Linear code_, output_;
};
TORCH_MODULE(Autoencoder);

/** Predicts the distribution of the next 8-bit sample. */
class ByteLstmImpl : public torch::nn::Module {
 public:
  explicit ByteLstmImpl(const ModelDescription& description);

  /** (N, T) bytes as whole numbers -> (N, T, 256) logits. `state` as in FrameLstm. */
  torch::Tensor forward(const torch::Tensor& bytes, std::tuple<torch::Tensor, torch::Tensor>& state);

 private:
  torch::nn::Embedding embedding_;
  torch::nn::LSTM lstm_;
  torch::nn::Linear output_;
};
TORCH_MODULE(ByteLstm);

/** Copies the parameters of one module to another of the same structure. */
void copy_parameters(const torch::nn::Module& from, torch::nn::Module& to);

/** Copies a module's parameters to a checkpoint's tensors, with `prefix` before each name. */
void export_parameters(const torch::nn::Module& module, const std::string& prefix,
                       std::map<std::string, Tensor, std::less<>>& tensors);

/**
 * Copies a checkpoint's tensors, with `prefix` before each name, to a module's parameters; refuses other
 * shapes. Without a `trunk.whitening` the module keeps its own.
 */
ErrorOr<void> import_parameters(torch::nn::Module& module, const std::string& prefix,
                                const Checkpoint& checkpoint);

/** Converts a checkpoint's tensor to one on the CPU. */
torch::Tensor import_tensor(const Tensor& tensor);

/** Converts a tensor (any device, any floating type) to a checkpoint's. */
Tensor export_tensor(const torch::Tensor& tensor);

}  // namespace aeolian::trainer
