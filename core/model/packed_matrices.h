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
 * The packed matrices of a checkpoint, shared by all engines that play it, so that a second voice, or a
 * restart, takes no further time, memory or cache. A copy of a checkpoint has its own. Any thread.
 */
class PackedMatrices {
 public:
  PackedMatrices() = default;
  PackedMatrices(const PackedMatrices&) noexcept {}  // the copy's tensors are other ones
  PackedMatrices& operator=(const PackedMatrices& other) {
    if (this == &other) return *this;
    packed_.clear();
    kept_.clear();
    return *this;
  }
  ~PackedMatrices() = default;

  /**
   * Returns `weight` (two dimensions) with `bias` (as many values as rows, or null), packed at the first call
   * and kept for as long as it is in use; the tensors must not change meanwhile. Null if it is not there and
   * the values of `weight` are released (Checkpoint::release_packed).
   */
  std::shared_ptr<const PackedMatrix> get(const Tensor& weight, const Tensor* bias,
                                          WeightFormat format) const;

  /** Keeps those that are in use for as long as the checkpoint exists. */
  void keep();

  /** Whether `weight` is kept, in any format. */
  bool keeps(const Tensor& weight) const;

 private:
  using Key = std::tuple<const Tensor*, const Tensor*, WeightFormat>;
  mutable std::mutex mutex_;
  mutable std::map<Key, std::weak_ptr<const PackedMatrix>> packed_;
  std::map<Key, std::shared_ptr<const PackedMatrix>> kept_;
};

}  // namespace aeolian
