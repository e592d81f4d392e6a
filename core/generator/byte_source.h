// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>

#include "core/audio/output_stage.h"
#include "core/generator/source.h"
#include "core/model/byte_sampler.h"
#include "core/random.h"

namespace aeolian {

/**
 * Plays the bytes baseline: each sample is drawn from its distribution given the previous samples. Too slow
 * for live playing; only rendered to files. A pure function of checkpoint, seed and events. Not thread-safe;
 * nothing allocates after create().
 */
class ByteSource final : public MonoSource {
 public:
  /** `temperature` in 0..2. */
  static ErrorOr<std::unique_ptr<ByteSource>> create(std::shared_ptr<const Checkpoint> checkpoint,
                                                     std::uint64_t seed, float temperature,
                                                     WeightFormat weights = WeightFormat::float32);

  int sample_rate() const override { return sampler_.description().front_end.sample_rate; }
  int hop() const override { return sampler_.description().front_end.hop; }
  int hops_per_step() const override { return sampler_.description().frames_per_step; }
  int tail_size() const override { return tail_of_hops(hop()); }

  /** Seed restarts from the priming state that it chooses. Temperature moves linearly. */
  void apply(const ControlEvent& event) override;
  void render(std::span<float> samples) override;
  /** Adds the last sample, decaying: anything else would have to be drawn. */
  void add_tail(TailMix& mix, StereoFrame gain) const override;

  /**
   * Continues from the last two seconds of `bytes` (from SoundEncoder); earlier ones would be forgotten by
   * then.
   */
  void listen(std::span<const float> bytes);

 private:
  ByteSource(ByteSampler sampler, std::uint64_t seed, float temperature);
  void start(std::uint64_t seed);

  ByteSampler sampler_;
  Random random_;
  Ramp temperature_;  // one step per hop
  float last_ = 0.f;
};

}  // namespace aeolian
