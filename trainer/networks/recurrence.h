// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/modules/rnn.h>
#include <torch/types.h>

namespace aeolian::trainer {

/**
 * Computes gru->forward(x, state) and its gradients: x (N, T, C) -> (N, T, H); `state` (layers, N, H) is
 * read, and replaced by the state after the last step. On a CPU, LibTorch's own gradient multiplies by the
 * recurrent weights in every step; here their gradient comes from one product over all steps
 * (trainer/EXPERIMENTS.md, "Speed of training"). `gru` must be batch-first, unidirectional, with biases and
 * without dropout.
 */
torch::Tensor run_gru(torch::nn::GRU& gru, const torch::Tensor& x, torch::Tensor& state);

}  // namespace aeolian::trainer
