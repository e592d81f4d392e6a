// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/packed_matrices.h"

#include <algorithm>
#include <cstddef>
#include <span>

#include "core/model/checkpoint.h"

namespace aeolian {

std::shared_ptr<const PackedMatrix> PackedMatrices::get(const Tensor& weight, const Tensor* bias,
                                                        WeightFormat format) const {
  const std::lock_guard lock(mutex_);
  auto& known = packed_[{&weight, bias, format}];
  if (auto packed = known.lock()) return packed;
  if (weight.values.empty()) return nullptr;
  auto packed = std::make_shared<const PackedMatrix>(
      weight.values, bias ? std::span<const float>(bias->values) : std::span<const float>(),
      static_cast<std::size_t>(weight.shape[0]), static_cast<std::size_t>(weight.shape[1]), format);
  known = packed;
  return packed;
}

void PackedMatrices::keep() {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, packed] : packed_)
    if (auto used = packed.lock()) kept_[key] = std::move(used);
}

bool PackedMatrices::keeps(const Tensor& weight) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(kept_, [&](const auto& each) { return std::get<0>(each.first) == &weight; });
}

}  // namespace aeolian
