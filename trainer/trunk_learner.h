#pragma once

#include <memory>
#include <vector>

#include "core/torch/modules.h"
#include "trainer/dataset.h"
#include "trainer/latents.h"
#include "trainer/learner.h"

namespace aeolian {

/**
 * Fits trunk and head to the likelihood of the next latent, from where begin_linearly() leaves them. In part of the
 * sequences the beginning is masked and nothing but the encoding tells the source; in another part the encoding is
 * left out.
 */
class TrunkLearner final : public Learner {
 public:
  TrunkLearner(const Dataset& dataset, const Latents& latents, const ModelDescription& description, int workers,
               std::uint64_t seed, torch::Device device);

  std::string_view stage() const override { return "trunk"; }
  std::int64_t steps_per_epoch() const override;
  double frames_per_step() const override;
  double step(double progress) override;
  double held_out() override;
  Descent& descent() override { return *descent_; }

  Trunk& trunk() { return networks_.front().trunk; }
  WindowEncoder& window_encoder() { return networks_.front().window; }

 private:
  struct Networks {
    Trunk trunk{nullptr};
    WindowEncoder window{nullptr};
  };
  struct Batch {
    TrunkInput input;       ///< all but the encoding
    torch::Tensor target;   ///< (N, T, D)
    torch::Tensor window;   ///< (N, W, D), disjoint from the target, of the same group
  };

  Batch make_batch(const std::vector<Span>& spans, int count, double masked_share, StepRandom& random) const;
  torch::Tensor draw(int stream, std::int64_t begin, std::int64_t steps, int offset, StepRandom& random) const;
  torch::Tensor likelihood(Networks& networks, const Batch& batch, const torch::Tensor& encoding, double dropout,
                           StepRandom& random) const;

  const Dataset& dataset_;
  const Latents& latents_;
  ModelDescription description_;
  std::uint64_t seed_;
  torch::Device device_;
  std::vector<Networks> networks_;
  std::unique_ptr<Descent> descent_;
};

}  // namespace aeolian
