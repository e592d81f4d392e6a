// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/kernels/packed_matrix.h"
#include "core/model/arithmetic.h"
#include "core/model/checkpoint.h"
#include "core/model/lanes.h"

namespace aeolian {

/**
 * The layers of the native engine, on the kernels (core/kernels), with weights from a checkpoint, which must
 * outlive them. Vectors are column vectors of float32. The equations are LibTorch's; calls do not allocate.
 */
using Vector = Eigen::VectorXf;
using VectorIn = Eigen::Ref<const Vector>;
using VectorOut = Eigen::Ref<Vector>;

/** The source of a layer's weights, and its arithmetic. */
struct LayerSource {
  // NOLINTNEXTLINE(google-explicit-constructor): a checkpoint alone is float32
  LayerSource(const Checkpoint& checkpoint, const Arithmetic& arithmetic = {})
      : checkpoint(checkpoint), arithmetic(arithmetic) {}
  const Checkpoint& checkpoint;
  Arithmetic arithmetic;
};

/** y = W x + b. */
class LinearLayer {
 public:
  LinearLayer() = default;  ///< without weights, to be assigned to

  /** From tensors `name`.weight (outputs x inputs) and, if `bias`, `name`.bias. */
  static ErrorOr<LinearLayer> create(const LayerSource& source, const std::string& name, int inputs,
                                     int outputs, bool bias = true);

  void apply(VectorIn input, VectorOut output) const;
  void add(VectorIn input, VectorOut output) const;  ///< output += W x + b

  /** The same for several vectors, with the same bits for each; the weights are read once. */
  void apply(const Lanes& lanes) const;
  void add(const Lanes& lanes) const;

  Eigen::Index inputs() const { return weight_->shape[1]; }
  Eigen::Index outputs() const { return weight_->shape[0]; }
  bool by_eigen() const { return packed_ == nullptr; }

 private:
  friend class GruLayer;
  friend class LstmLayer;
  LinearLayer(const Tensor& weight, const Tensor* bias, std::shared_ptr<const PackedMatrix> packed)
      : weight_(&weight), bias_(bias), packed_(std::move(packed)) {}
  static ErrorOr<LinearLayer> create(const LayerSource& source, const std::string& weight,
                                     const std::string& bias, int inputs, int outputs);

  const Tensor* weight_ = nullptr;
  const Tensor* bias_ = nullptr;  ///< null if there is none
  std::shared_ptr<const PackedMatrix> packed_;
};

/** Gated recurrent unit (Cho et al. 2014, in the variant of cuDNN and LibTorch): gates reset, update, new. */
class GruLayer {
 public:
  static ErrorOr<GruLayer> create(const LayerSource& source, const std::string& name, int layer, int inputs,
                                  int size);

  /** A state (size) to advance, its input, and work space for gates (3 size each). */
  struct Lane {
    const float* input;
    float* state;
    float* input_gates;
    float* state_gates;
  };

  /** Replaces each state with the next one; at most Lanes::most. */
  void step(std::span<const Lane> lanes) const;

 private:
  GruLayer(LinearLayer from_input, LinearLayer from_state);
  LinearLayer from_input_, from_state_;
};

/** Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gate): gates input, forget, cell,
 * output. */
class LstmLayer {
 public:
  static ErrorOr<LstmLayer> create(const LayerSource& source, const std::string& name, int layer, int inputs,
                                   int size);

  /** Replaces `hidden` and `cell` (size each) with the next ones. */
  void step(VectorIn input, VectorOut hidden, VectorOut cell);

 private:
  LstmLayer(LinearLayer from_input, LinearLayer from_state);
  LinearLayer from_input_, from_state_;
  Vector gates_;
};

/** A stack of LSTM layers with its state. */
class LstmStack {
 public:
  /** From the tensors of LibTorch's LSTM with prefix `name`; the initial state is zero. */
  static ErrorOr<LstmStack> create(const LayerSource& source, const std::string& name, int layers, int inputs,
                                   int size);

  void step(VectorIn input);

  /** The output of the top layer (size). */
  Eigen::Ref<const Vector> top() const { return state_.segment(hidden_values() - size_, size_); }

  /** Sets the state to zero. */
  void clear() { state_.setZero(); }
  /** Sets the state: the outputs of all layers, then their cells. */
  void set_state(VectorIn state) { state_ = state; }
  Eigen::Index state_size() const { return state_.size(); }

 private:
  LstmStack(std::vector<LstmLayer> layers, int size);
  Eigen::Index hidden_values() const { return state_.size() / 2; }

  std::vector<LstmLayer> layers_;
  Eigen::Index size_;
  Vector state_;
};

/** x * sigmoid(x), in place. */
void silu(VectorOut x);

}  // namespace aeolian
