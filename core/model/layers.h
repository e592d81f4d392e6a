// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/model/checkpoint.h"

namespace aeolian {

/**
 * The layers of the native engine, which read their weights in place from a checkpoint (which must outlive
 * them). Vectors are column vectors of float32. The equations are LibTorch's; calls do not allocate.
 */
using Vector = Eigen::VectorXf;
using VectorIn = Eigen::Ref<const Vector>;
using VectorOut = Eigen::Ref<Vector>;

/** y = W x + b. */
class LinearLayer {
 public:
  /** From tensors `name`.weight (outputs x inputs) and, if `bias`, `name`.bias. */
  static ErrorOr<LinearLayer> create(const Checkpoint& checkpoint, const std::string& name, int inputs,
                                     int outputs, bool bias = true);

  void apply(VectorIn input, VectorOut output) const;
  void add(VectorIn input, VectorOut output) const;  ///< output += W x + b

  Eigen::Index outputs() const { return weight_.rows(); }

 private:
  friend class GruLayer;
  friend class LstmLayer;
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  LinearLayer(const Tensor& weight, const Tensor* bias);
  static ErrorOr<LinearLayer> create(const Checkpoint& checkpoint, const std::string& weight,
                                     const std::string& bias, int inputs, int outputs);

  Eigen::Map<const Matrix> weight_;
  Eigen::Map<const Vector> bias_;  ///< size 0 if there is none
};

/** Gated recurrent unit (Cho et al. 2014, in the variant of cuDNN and LibTorch): gates reset, update, new. */
class GruLayer {
 public:
  static ErrorOr<GruLayer> create(const Checkpoint& checkpoint, const std::string& name, int layer,
                                  int inputs, int size);

  /** Replaces `state` (size) by the next state. */
  void step(VectorIn input, VectorOut state);

 private:
  GruLayer(LinearLayer from_input, LinearLayer from_state);
  LinearLayer from_input_, from_state_;
  Vector input_gates_, state_gates_;
};

/** Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gate): gates input, forget, cell,
 * output. */
class LstmLayer {
 public:
  static ErrorOr<LstmLayer> create(const Checkpoint& checkpoint, const std::string& name, int layer,
                                   int inputs, int size);

  /** Replaces `hidden` and `cell` (size each) by the next ones. */
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
  static ErrorOr<LstmStack> create(const Checkpoint& checkpoint, const std::string& name, int layers,
                                   int inputs, int size);

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
