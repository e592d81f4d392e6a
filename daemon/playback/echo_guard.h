// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/audio/step_input.h"

struct SpeexEchoState_;

namespace aeolian::daemon {

/**
 * Removes the instrument's own sound from its input, as a microphone picks it up from the loudspeakers up to
 * .3 s later. Uses the echo canceller of SpeexDSP (Valin, "On adjusting the learning rate in frequency domain
 * echo cancellation with double-talk", IEEE TASLP 15, 2007), which learns the path from loudspeaker to
 * microphone within seconds of playing. An outside sound that matches the output, such as the same held tone,
 * counts as its echo.
 *
 * Generation thread only; allocates only at construction.
 */
class EchoGuard final : public StepInput {
 public:
  static constexpr double longest_echo_s = 0.3;

  /** Filters `input`, in steps of `step` samples at `sample_rate` Hz. */
  EchoGuard(std::unique_ptr<StepInput> input, int sample_rate, std::size_t step);

  void played(std::span<const StereoFrame> frames) override;

 private:
  void fill(std::span<float> step) override;

  struct Close {
    void operator()(SpeexEchoState_* state) const;
  };

  std::unique_ptr<StepInput> input_;
  std::unique_ptr<SpeexEchoState_, Close> canceller_;
  std::size_t block_;                       ///< samples cancelled at once; a step is a whole number of blocks
  std::vector<std::int16_t> played_;        ///< the last step
  std::vector<std::int16_t> heard_, rest_;  ///< a block
};

}  // namespace aeolian::daemon
