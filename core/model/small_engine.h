// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/model/checkpoint.h"
#include "core/model/engine.h"
#include "core/model/layers.h"
#include "core/model/passage_memory.h"
#include "core/model/stereo_layer.h"
#include "core/model/whitening.h"

namespace aeolian {

/**
 * Plays the small tier: trunk, mixture head and decoder. While guidance is not 1 and an encoding is set, a
 * second recurrent state, a copy of the first at the start, runs without the encoding. Trunk and head are
 * then computed for both at once, in two lanes, so that their weights are read once. Drawing follows passages
 * of the corpus (PassageMemory) if the checkpoint has them and StepControls::memory is above 0. Engines of
 * one checkpoint take their steps together, with one or two lanes each (step_together()).
 */
class SmallEngine final : public Engine {
 public:
  static ErrorOr<std::unique_ptr<SmallEngine>> create(std::shared_ptr<const Checkpoint> checkpoint,
                                                      const Arithmetic& arithmetic = {});

  ~SmallEngine() override;

  const ModelDescription& description() const override { return checkpoint_->description; }
  void prime(std::size_t index) override;
  void follow(std::span<const float> latents, const StepControls& controls) override;
  /**
   * Sets the recurrent state to the learned start; the latents of the context stay, as at the start of a
   * training sequence.
   */
  void forget() override;
  DecodedFrames step(const StepControls& controls, Random& random) override;
  std::size_t step_together(std::span<EngineStep* const> steps) override;
  std::span<const float> places() const override;
  std::span<const float> named_encodings() const override;
  std::span<const float> stereo_edges() const override;
  PassageTimes passage_times() const override;
  std::uint64_t resets() const override { return resets_; }
  DecodedFrames archive(StateArchive& state) override;

  /**
   * Advances the trunk and returns the density of the next latent: K log weights, K*D means, K*D log sigmas.
   * With guidance, each value is that under the null code plus guidance times the change due to the encoding.
   */
  std::span<const float> predict(const StepControls& controls);

  /** Converts between deviations from the components of that density and innovations. */
  const Whitening& whitening() const { return whitening_; }

  /** Makes `latent` (latent_size values) the newest latent of the state. */
  void hear(std::span<const float> latent);

  /** Decodes the newest latent of the state. */
  DecodedFrames decode();

 private:
  struct Layers;
  /** Engines of one checkpoint and arithmetic that take a step together. */
  using Group = std::span<SmallEngine* const>;
  using Values = Vector SmallEngine::*;

  SmallEngine(std::shared_ptr<const Checkpoint> checkpoint, const Arithmetic& arithmetic, Layers layers,
              const Whitening& whitening, std::optional<PassageMemory> passage_memory);

  bool has_weights_of(const SmallEngine& other) const;
  static Lanes each(Group group, Values from, Values to);
  static Lanes both_lanes(Group group, Values from, Values to);
  void take(const StepControls& controls);
  void lead_to_passage(float shadow);
  /** Lane 0 has the encoding; lane 1, in use while guided_, has the null code. */
  int lanes() const { return guided_ ? 2 : 1; }
  VectorOut state_of(int layer, int lane);
  void set_state(const float* values);
  static void advance(Group group);
  static void weigh(Group group);
  static void expect(Group group);
  void blend(float guidance);
  void draw(const StepControls& controls, Random& random);
  static void decode(Group group);
  void finish_frames();
  DecodedFrames decoded() const;
  int draw_part(float tau, Random& random);
  bool sample(const StepControls& controls, Random& random);
  VectorIn recalled_by(const Listening& heard);
  VectorIn asked_for(const Listening& heard);
  void take_through(const Listening& heard);
  void lean_back();
  void bound_power(Eigen::Ref<Eigen::ArrayXf> frame);
  bool clamp_to_range();
  bool is_out_of_distribution(bool kept_back);

  std::shared_ptr<const Checkpoint> checkpoint_;
  Arithmetic arithmetic_;
  std::unique_ptr<const Layers> layers_;
  Whitening whitening_;
  Eigen::Map<const Eigen::ArrayXf> frame_mean_, frame_scale_, frame_spread_;
  Eigen::Map<const Eigen::ArrayXf> loudest_frame_;
  Eigen::Map<const Eigen::ArrayXf> lowest_latent_, highest_latent_;
  float longest_latent_;
  /** Lowest and highest running mean in the corpus; null in older checkpoints. */
  const Tensor* running_mean_range_;
  const Tensor* highest_powers_;  ///< of a frame, and of the running mean; null in older checkpoints

  std::optional<PassageMemory> passage_memory_;

  Vector recurrent_;  ///< layers x 2 lanes x trunk_size
  bool guided_ = false;
  Vector context_;       ///< context x latent_size, newest first
  bool known_ = false;   ///< false until there is a previous latent
  Vector running_mean_;  ///< running mean of the latents (core/model/training_range.h)
  float running_mean_power_ = 0.f;
  float edge_ = 0.f;  ///< share of the last steps (about ten) that were clamped
  std::uint64_t resets_ = 0;
  /** Two lanes each. */
  Vector encodings_, films_, inputs_, input_gates_, state_gates_, hidden_, modulations_, mixtures_;
  Vector own_latent_, shadowed_, shadowed_encoding_;
  Vector encoding_, input_, masked_latent_, from_context_, mixture_, expected_, change_, spread_, latent_;
  Vector deviation_;  ///< of the latent from its mixture component
  Vector decoder1_, decoder2_, mean_, level_;
  std::vector<ImageBand> image_;  ///< empty for mono sound
};

}  // namespace aeolian
