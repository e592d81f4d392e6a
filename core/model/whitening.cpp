// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/whitening.h"

#include <Eigen/Core>
#include <cstddef>

namespace aeolian {

ErrorOr<Whitening> Whitening::create(const Checkpoint& checkpoint) {
  const auto& d = checkpoint.description;
  if (!checkpoint.find(whitening_tensor)) return Whitening(nullptr, d.latent_size);
  const auto tensor = checkpoint.require(whitening_tensor, {d.mixtures, d.latent_size, d.latent_size});
  if (!tensor) return tl::unexpected(tensor.error());
  return Whitening((*tensor)->values.data(), d.latent_size);
}

void Whitening::whiten(int part, std::span<const float> deviation, std::span<float> innovation) const {
  for (std::size_t i = 0; i < deviation.size(); ++i)
    innovation[i] = deviation[i] - expected(part, deviation.first(i));
}

float Whitening::expected(int part, std::span<const float> before) const {
  if (matrices_ == nullptr) return 0.f;
  const auto size = static_cast<std::ptrdiff_t>(size_), count = std::ssize(before);
  const float* row = matrices_ + (part * size + count) * size;
  return -Eigen::Map<const Eigen::VectorXf>(row, count)
              .dot(Eigen::Map<const Eigen::VectorXf>(before.data(), count));
}

}  // namespace aeolian
