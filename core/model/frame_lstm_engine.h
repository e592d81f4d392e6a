// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/model/checkpoint.h"
#include "core/model/engine.h"
#include "core/model/layers.h"

namespace aeolian {

/**
 * Plays the frame-lstm baseline: the hobby project's next-frame LSTM. A latent is a normalised frame; there
 * is no distribution to draw from, so temperature, encoding and random numbers have no effect.
 */
class FrameLstmEngine final : public Engine {
 public:
  static ErrorOr<std::unique_ptr<Engine>> create(std::shared_ptr<const Checkpoint> checkpoint,
                                                 const Arithmetic& arithmetic = {});

  const ModelDescription& description() const override { return checkpoint_->description; }
  void prime(std::size_t index) override;
  void follow(std::span<const float> frames, const StepControls& controls) override;
  DecodedFrames step(const StepControls& controls, Random& random) override;

 private:
  FrameLstmEngine(std::shared_ptr<const Checkpoint> checkpoint, LstmStack lstm, LinearLayer output);

  void remember(VectorIn frame);

  std::shared_ptr<const Checkpoint> checkpoint_;
  LstmStack lstm_;
  LinearLayer output_;
  Eigen::Map<const Eigen::ArrayXf> frame_mean_, frame_scale_;
  Vector context_;  ///< the last frames, newest first
  Vector frame_, mean_, level_;
};

}  // namespace aeolian
