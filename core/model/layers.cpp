// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/layers.h"

#include <span>

#include "core/kernels/activation.h"

namespace aeolian {

namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const Matrix> matrix(const Tensor& weight) {
  return {weight.values.data(), weight.shape[0], weight.shape[1]};
}

Eigen::Map<const Vector> vector(const Tensor& bias) {
  return {bias.values.data(), bias.shape[0]};
}

std::span<const float> values_in(const VectorIn& vector) {
  return {vector.data(), static_cast<std::size_t>(vector.size())};
}

std::span<float> values(VectorOut out) {
  return {out.data(), static_cast<std::size_t>(out.size())};
}

}  // namespace

ErrorOr<LinearLayer> LinearLayer::create(const LayerSource& source, const std::string& name, int inputs,
                                         int outputs, bool bias) {
  return create(source, name + ".weight", bias ? name + ".bias" : std::string(), inputs, outputs);
}

ErrorOr<LinearLayer> LinearLayer::create(const LayerSource& source, const std::string& weight_name,
                                         const std::string& bias_name, int inputs, int outputs) {
  const auto weight = source.checkpoint.require(weight_name, {outputs, inputs});
  if (!weight) return tl::unexpected(weight.error());
  const Tensor* bias = nullptr;
  if (!bias_name.empty()) {
    const auto found = source.checkpoint.require(bias_name, {outputs});
    if (!found) return tl::unexpected(found.error());
    bias = *found;
  }
  const auto& [format, by_eigen] = source.arithmetic;
  auto packed = by_eigen ? nullptr : source.checkpoint.packed.get(**weight, bias, format);
  if (!packed && (*weight)->values.empty())
    return fail("the values of " + weight_name + " were released after packing them in another format");
  return LinearLayer(**weight, bias, std::move(packed));
}

void LinearLayer::apply(VectorIn input, VectorOut output) const {
  if (packed_) return packed_->apply(values_in(input), values(output));
  output.noalias() = matrix(*weight_) * input;
  if (bias_) output += vector(*bias_);
}

void LinearLayer::add(VectorIn input, VectorOut output) const {
  if (packed_) return packed_->add(values_in(input), values(output));
  output.noalias() += matrix(*weight_) * input;
  if (bias_) output += vector(*bias_);
}

void LinearLayer::apply(const Lanes& lanes) const {
  if (packed_) return packed_->apply(lanes.from(), lanes.to());
  for (std::size_t lane = 0; lane < lanes.size(); ++lane)
    apply(Eigen::Map<const Vector>(lanes.from()[lane], inputs()),
          Eigen::Map<Vector>(lanes.to()[lane], outputs()));
}

void LinearLayer::add(const Lanes& lanes) const {
  if (packed_) return packed_->add(lanes.from(), lanes.to());
  for (std::size_t lane = 0; lane < lanes.size(); ++lane)
    add(Eigen::Map<const Vector>(lanes.from()[lane], inputs()),
        Eigen::Map<Vector>(lanes.to()[lane], outputs()));
}

GruLayer::GruLayer(LinearLayer from_input, LinearLayer from_state)
    : from_input_(std::move(from_input)), from_state_(std::move(from_state)) {}

namespace {

struct RecurrentNames {
  std::string input_weight, input_bias, state_weight, state_bias;
};

/** LibTorch's names for the parameters of a recurrent layer. */
RecurrentNames recurrent_names(const std::string& name, int layer) {
  const auto suffix = "_l" + std::to_string(layer);
  return {name + ".weight_ih" + suffix, name + ".bias_ih" + suffix, name + ".weight_hh" + suffix,
          name + ".bias_hh" + suffix};
}

}  // namespace

ErrorOr<GruLayer> GruLayer::create(const LayerSource& source, const std::string& name, int layer, int inputs,
                                   int size) {
  const auto names = recurrent_names(name, layer);
  const auto from_input = LinearLayer::create(source, names.input_weight, names.input_bias, inputs, 3 * size);
  if (!from_input) return tl::unexpected(from_input.error());
  const auto from_state = LinearLayer::create(source, names.state_weight, names.state_bias, size, 3 * size);
  if (!from_state) return tl::unexpected(from_state.error());
  return GruLayer(*from_input, *from_state);
}

namespace {

/** As gru_gates(); `from_input` is overwritten. */
void gru_gates_by_eigen(VectorOut from_input, VectorIn from_state, VectorOut state) {
  const auto size = state.size();
  const auto reset = (from_input.head(size) + from_state.head(size)).array().logistic();
  const auto update = (from_input.segment(size, size) + from_state.segment(size, size)).array().logistic();
  auto fresh = from_input.tail(size).array();
  fresh = (fresh + reset * from_state.tail(size).array()).tanh();
  state.array() = fresh + update * (state.array() - fresh);
}

}  // namespace

void GruLayer::step(std::span<const Lane> lanes) const {
  Lanes inputs, states;
  for (const Lane& lane : lanes) {
    inputs.add(lane.input, lane.input_gates);
    states.add(lane.state, lane.state_gates);
  }
  from_input_.apply(inputs);
  from_state_.apply(states);
  const Eigen::Index gates = from_input_.outputs(), size = gates / 3;
  for (const Lane& lane : lanes) {
    Eigen::Map<Vector> of_input(lane.input_gates, gates), state(lane.state, size);
    const Eigen::Map<const Vector> of_state(lane.state_gates, gates);
    if (from_input_.by_eigen())
      gru_gates_by_eigen(of_input, of_state, state);
    else
      gru_gates(values_in(of_input), values_in(of_state), values(state));
  }
}

LstmLayer::LstmLayer(LinearLayer from_input, LinearLayer from_state)
    : from_input_(std::move(from_input)), from_state_(std::move(from_state)), gates_(from_input_.outputs()) {}

ErrorOr<LstmLayer> LstmLayer::create(const LayerSource& source, const std::string& name, int layer,
                                     int inputs, int size) {
  const auto names = recurrent_names(name, layer);
  const auto from_input = LinearLayer::create(source, names.input_weight, names.input_bias, inputs, 4 * size);
  if (!from_input) return tl::unexpected(from_input.error());
  const auto from_state = LinearLayer::create(source, names.state_weight, names.state_bias, size, 4 * size);
  if (!from_state) return tl::unexpected(from_state.error());
  return LstmLayer(*from_input, *from_state);
}

void LstmLayer::step(VectorIn input, VectorOut hidden, VectorOut cell) {
  const auto size = hidden.size();
  from_input_.apply(input, gates_);
  from_state_.add(hidden, gates_);
  if (!from_input_.by_eigen()) return lstm_gates(values(gates_), values(hidden), values(cell));
  auto open = gates_.head(size).array().logistic();
  auto keep = gates_.segment(size, size).array().logistic();
  auto fresh = gates_.segment(2 * size, size).array().tanh();
  cell.array() = keep * cell.array() + open * fresh;
  hidden.array() = gates_.tail(size).array().logistic() * cell.array().tanh();
}

LstmStack::LstmStack(std::vector<LstmLayer> layers, int size)
    : layers_(std::move(layers)),
      size_(size),
      state_(Vector::Zero(2 * static_cast<Eigen::Index>(layers_.size()) * size)) {}

ErrorOr<LstmStack> LstmStack::create(const LayerSource& source, const std::string& name, int layers,
                                     int inputs, int size) {
  std::vector<LstmLayer> made;
  for (int layer = 0; layer < layers; ++layer) {
    auto one = LstmLayer::create(source, name, layer, layer == 0 ? inputs : size, size);
    if (!one) return tl::unexpected(one.error());
    made.push_back(std::move(*one));
  }
  return LstmStack(std::move(made), size);
}

void LstmStack::step(VectorIn input) {
  auto hidden = state_.head(hidden_values());
  auto cells = state_.tail(hidden_values());
  layers_.front().step(input, hidden.head(size_), cells.head(size_));
  for (std::size_t layer = 1; layer < layers_.size(); ++layer) {
    const auto at = static_cast<Eigen::Index>(layer) * size_;
    layers_[layer].step(hidden.segment(at - size_, size_), hidden.segment(at, size_),
                        cells.segment(at, size_));
  }
}

void silu(VectorOut x) {
  silu(values(x));
}

}  // namespace aeolian
