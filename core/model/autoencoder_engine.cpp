// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/autoencoder_engine.h"

#include <algorithm>

namespace aeolian {

ErrorOr<std::unique_ptr<Engine>> AutoencoderEngine::create(std::shared_ptr<const Checkpoint> checkpoint,
                                                           const Arithmetic& arithmetic) {
  const auto& c = *checkpoint;
  const LayerSource source(c, arithmetic);
  const auto& d = c.description;
  auto encoder = SegmentEncoder::create(source);
  if (!encoder) return tl::unexpected(encoder.error());
  auto decoder =
      LstmStack::create(source, "autoencoder.decoder", d.trunk_layers, d.encoding_size, d.trunk_size);
  if (!decoder) return tl::unexpected(decoder.error());
  const auto output = LinearLayer::create(source, "autoencoder.output", d.trunk_size, d.front_end.bands);
  if (!output) return tl::unexpected(output.error());
  for (const auto& required :
       {c.require("frames.mean", {d.front_end.bands}), c.require("frames.scale", {d.front_end.bands}),
        c.require("encodings", {static_cast<std::int64_t>(d.encodings.size()), d.encoding_size}),
        c.require("priming", {static_cast<std::int64_t>(d.priming_states.size()), d.encoding_size})})
    if (!required) return tl::unexpected(required.error());
  return std::unique_ptr<Engine>(
      new AutoencoderEngine(std::move(checkpoint), *std::move(encoder), *std::move(decoder), *output));
}

AutoencoderEngine::AutoencoderEngine(std::shared_ptr<const Checkpoint> checkpoint, SegmentEncoder encoder,
                                     LstmStack decoder, LinearLayer output)
    : checkpoint_(std::move(checkpoint)),
      encoder_(std::move(encoder)),
      decoder_(std::move(decoder)),
      output_(std::move(output)),
      frame_mean_(checkpoint_->find("frames.mean")->values.data(), description().front_end.bands),
      frame_scale_(checkpoint_->find("frames.scale")->values.data(), description().front_end.bands),
      drawn_(Vector::Unit(description().encoding_size, 0)),
      code_(description().encoding_size),
      mean_(description().front_end.bands),
      level_(Vector::Zero(description().front_end.bands)) {
  prime(0);
}

void AutoencoderEngine::begin_segment() {
  decoder_.clear();
  frame_ = 0;
}

void AutoencoderEngine::prime(std::size_t index) {
  if (const auto rows = description().priming_states.size(); rows > 0)
    drawn_ = Eigen::Map<const Vector>(checkpoint_->find("priming")->values.data() +
                                          (index % rows) * static_cast<std::size_t>(drawn_.size()),
                                      drawn_.size());
  begin_segment();
}

void AutoencoderEngine::follow(std::span<const float> frames, const StepControls&) {
  std::ranges::copy(encoder_.encode(frames), drawn_.begin());
  begin_segment();
}

DecodedFrames AutoencoderEngine::step(const StepControls& controls, Random& random) {
  if (frame_ == description().context) prime(random.bits());
  ++frame_;
  code_.setZero();
  std::copy_n(controls.encoding.begin(),
              std::min(controls.encoding.size(), static_cast<std::size_t>(code_.size())), code_.begin());
  if (const float length = code_.norm(); length > 0.f)
    code_ /= length;
  else
    code_ = drawn_;
  decoder_.step(code_);
  output_.apply(decoder_.top(), mean_);
  mean_.array() = mean_.array() * frame_scale_ + frame_mean_;
  const auto size = static_cast<std::size_t>(mean_.size());
  return {{mean_.data(), size}, {level_.data(), size}};
}

}  // namespace aeolian
