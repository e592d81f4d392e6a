#pragma once

#include <memory>
#include <vector>

#include "core/torch/modules.h"
#include "trainer/dataset.h"
#include "trainer/learner.h"

namespace aeolian {

/** Fits the hobby project's model: squared error of the next frame, given the last frames and the LSTM's memory. */
class FrameLstmLearner final : public Learner {
 public:
  FrameLstmLearner(const Dataset& dataset, const ModelDescription& description, int workers, std::uint64_t seed,
                   torch::Device device);

  std::string_view stage() const override { return "frame-lstm"; }
  std::int64_t steps_per_epoch() const override;
  double frames_per_step() const override;
  double step(double progress) override;
  double held_out() override;
  Descent& descent() override { return *descent_; }

  FrameLstm& network() { return networks_.front(); }

 private:
  torch::Tensor loss(FrameLstm& network, const std::vector<Span>& spans, int count, StepRandom& random) const;

  const Dataset& dataset_;
  ModelDescription description_;
  std::uint64_t seed_;
  torch::Device device_;
  std::vector<FrameLstm> networks_;
  std::unique_ptr<Descent> descent_;
};

}  // namespace aeolian
