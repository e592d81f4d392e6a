// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <tuple>

#include "core/kernels/packed_matrix.h"

namespace aeolian {

struct Tensor;

/**
 * The packed matrices of a checkpoint that engines are playing: those of the same checkpoint share them, so
 * that a second voice, or a restart, costs neither time nor memory nor room in the caches. A copy of a
 * checkpoint has its own. Any thread.
 */
class PackedMatrices {
 public:
  PackedMatrices() = default;
  PackedMatrices(const PackedMatrices&) noexcept {}
  PackedMatrices& operator=(const PackedMatrices& other) {
    if (this != &other) packed_.clear();  // the tensors are other ones now
    return *this;
  }
  ~PackedMatrices() = default;

  /**
   * `weight` (two dimensions) with `bias` (as many values as rows, or null). Packed at the first call, and
   * kept for as long as somebody holds it; the tensors must not change meanwhile.
   */
  std::shared_ptr<const PackedMatrix> get(const Tensor& weight, const Tensor* bias,
                                          WeightFormat format) const;

 private:
  using Key = std::tuple<const Tensor*, const Tensor*, WeightFormat>;
  mutable std::mutex mutex_;
  mutable std::map<Key, std::weak_ptr<const PackedMatrix>> packed_;
};

}  // namespace aeolian
