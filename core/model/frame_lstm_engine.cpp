// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/frame_lstm_engine.h"

#include <algorithm>

namespace aeolian {

ErrorOr<std::unique_ptr<Engine>> FrameLstmEngine::create(std::shared_ptr<const Checkpoint> checkpoint,
                                                         const Arithmetic& arithmetic) {
  const auto& c = *checkpoint;
  const LayerSource source(c, arithmetic);
  const auto& d = c.description;
  auto lstm = LstmStack::create(source, "lstm.lstm", d.trunk_layers, d.context * d.latent_size, d.trunk_size);
  if (!lstm) return tl::unexpected(lstm.error());
  const auto output = LinearLayer::create(source, "lstm.output", d.trunk_size, d.latent_size);
  if (!output) return tl::unexpected(output.error());
  const int state_values = 2 * d.trunk_layers * d.trunk_size + d.context * d.latent_size;
  for (const auto& required :
       {c.require("frames.mean", {d.front_end.bands}), c.require("frames.scale", {d.front_end.bands}),
        c.require("priming", {static_cast<std::int64_t>(d.priming_states.size()), state_values})})
    if (!required) return tl::unexpected(required.error());
  return std::unique_ptr<Engine>(new FrameLstmEngine(std::move(checkpoint), *std::move(lstm), *output));
}

FrameLstmEngine::FrameLstmEngine(std::shared_ptr<const Checkpoint> checkpoint, LstmStack lstm,
                                 LinearLayer output)
    : checkpoint_(std::move(checkpoint)),
      lstm_(std::move(lstm)),
      output_(std::move(output)),
      frame_mean_(checkpoint_->find("frames.mean")->values.data(), description().front_end.bands),
      frame_scale_(checkpoint_->find("frames.scale")->values.data(), description().front_end.bands) {
  const auto& d = description();
  context_.resize(d.context * d.latent_size);
  frame_.resize(d.latent_size);
  mean_.resize(d.latent_size);
  level_ = Vector::Zero(d.latent_size);
  prime(0);
}

void FrameLstmEngine::prime(std::size_t index) {
  const auto rows = description().priming_states.size();
  if (rows == 0) {
    lstm_.clear();
    context_.setZero();
    return;
  }
  const auto state = lstm_.state_size();
  const auto* row = checkpoint_->find("priming")->values.data() +
                    (index % rows) * static_cast<std::size_t>(state + context_.size());
  lstm_.set_state(Eigen::Map<const Vector>(row, state));
  context_ = Eigen::Map<const Vector>(row + state, context_.size());
}

void FrameLstmEngine::remember(VectorIn frame) {
  std::copy_backward(context_.begin(), context_.end() - frame.size(), context_.end());
  context_.head(frame.size()) = frame;
}

void FrameLstmEngine::follow(std::span<const float> frames, const StepControls&) {
  const auto size = static_cast<std::size_t>(description().latent_size);
  for (std::size_t at = 0; at + size <= frames.size(); at += size) {
    lstm_.step(context_);
    remember(Eigen::Map<const Vector>(frames.data() + at, static_cast<Eigen::Index>(size)));
  }
}

DecodedFrames FrameLstmEngine::step(const StepControls&, Random&) {
  lstm_.step(context_);
  output_.apply(lstm_.top(), frame_);
  remember(frame_);
  mean_.array() = frame_.array() * frame_scale_ + frame_mean_;
  const auto size = static_cast<std::size_t>(frame_.size());
  return {{mean_.data(), size}, {level_.data(), size}};
}

}  // namespace aeolian
