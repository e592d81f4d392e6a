// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trainer/cli/task_progress.h"
#include "trainer/dataset/dataset.h"
#include "trainer/learn/network_objective.h"
#include "trainer/learn/pretrained.h"
#include "trainer/networks/modules.h"

namespace aeolian::trainer {

/**
 * Trains the codec: the evidence lower bound of F frames given their latent and the previous one. The decoder
 * gives a mean and a noise level, so that sound which cannot be coded is later drawn as noise texture instead
 * of being smoothed away.
 *
 * A pretrained codec is adapted: the prior of a latent is then not the standard normal distribution, but the
 * posterior of the pretrained codec for the same frames. So its latents move only where the gain in sound
 * outweighs the cost, and keep their meaning, number and order.
 */
class CodecObjective final : public NetworkObjective<Codec> {
 public:
  CodecObjective(const Dataset& dataset, const ModelDescription& description, int workers, std::uint64_t seed,
                 torch::Device device, const Pretrained* pretrained = nullptr,
                 const LearningChoice& choice = {});

  std::string_view stage() const override { return "codec"; }

  /**
   * Returns the codec for playing: averaged weights, latents without information removed, the others
   * standardised to mean 0 and variance 1 over `spans`, or over the whole corpus if there are none. Sets
   * `description.latent_size` to the number left. Latents of a pretrained codec stay unchanged.
   */
  Codec finish(ModelDescription& description, const std::vector<Span>& spans = {},
               const TaskProgress& progress = {});

 private:
  /**
   * (N) negative log-likelihood of the decoder's residual, (N, F*B). Each band has two levels: the first
   * frame's is the deviation of the whole residual, the second's that of a noise texture which changes as
   * much over half a step. Only the second is played: with grain fitted to the whole residual, tonal music
   * was drowned in noise (2.2 times the flux of the corpus).
   */
  torch::Tensor nll(const torch::Tensor& residual, const torch::Tensor& log_level) const;
  /**
   * (N) squared error of the decoded bands' amplitudes over the squared amplitudes of the step: the spectral
   * convergence (Arik, Jun and Diamos 2019), which weights loud bands most.
   */
  torch::Tensor squared_convergence(const torch::Tensor& frames, const torch::Tensor& expected) const;
  torch::Tensor loss(Codec& codec, const Cuts& cuts, StepRandom& random) const override;
  /** Sets `codec` to the pretrained one, and each band's levels to the minimum of nll() on these sounds. */
  void begin_with_pretrained(Codec& codec) const;
  /** Divergence of latents from those of the pretrained codec for the frames, nats: the mean over frames. */
  torch::Tensor change_of_latents(const torch::Tensor& frames, const torch::Tensor& mean,
                                  const torch::Tensor& log_variance) const;

  /** The latents kept by finish(), and the shift and scale that standardise them. */
  struct Standard {
    torch::Tensor kept;          ///< indices
    torch::Tensor shift, scale;  ///< (D), of all latents
  };
  Standard measure(Codec& codec, const std::vector<Span>& spans, const TaskProgress& progress) const;

  ModelDescription description_;
  std::shared_ptr<CodecImpl> pretrained_;  ///< null = none
  torch::Tensor mean_, scale_;             ///< (B) of the dataset's normalisation
  torch::Tensor log_change_;  ///< (B) of noise texture half a step apart: log of mean change over deviation
};

}  // namespace aeolian::trainer
