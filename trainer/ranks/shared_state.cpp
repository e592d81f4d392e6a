// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/ranks/shared_state.h"

#include <torch/utils.h>

namespace aeolian::trainer {

std::int64_t values_of(const SharedState& state) {
  std::int64_t count = 0;
  for (const auto& tensor : state.tensors) count += tensor.numel();
  return count;
}

torch::Tensor flattened(const SharedState& state) {
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> parts;
  for (const auto& tensor : state.tensors) parts.push_back(tensor.reshape(-1));
  return torch::cat(parts).cpu();
}

void restore(const SharedState& state, const torch::Tensor& flat) {
  const torch::NoGradGuard no_grad;
  std::int64_t at = 0;
  for (const auto& tensor : state.tensors) {
    tensor.copy_(flat.narrow(0, at, tensor.numel()).view(tensor.sizes()));
    at += tensor.numel();
  }
}

}  // namespace aeolian::trainer
