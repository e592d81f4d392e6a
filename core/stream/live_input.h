// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "core/audio/step_input.h"
#include "core/audio/stream_resampler.h"
#include "core/stream/shared_stream.h"

namespace aeolian {

/**
 * The input of the device's process, from the stream's memory, resampled. It begins when a step and a reserve
 * are there, and again after it has run dry, with a reserve twice as long (10 to 100 ms); what has waited for
 * a tenth of a second longer than that is dropped, so that it hears what sounds now.
 */
class LiveInput final : public StepInput {
 public:
  /** The stream must outlive it. */
  explicit LiveInput(SharedStream& stream) : stream_(stream) {}

 private:
  void fill(std::span<float> step) override;

  static constexpr std::size_t piece = 256;  ///< frames resampled at once

  bool has_new_rate();
  std::size_t reserve() const;
  void drop_old(std::size_t step);
  std::size_t read(std::span<float> out);

  SharedStream& stream_;
  std::uint32_t rate_ = 0;  ///< of the input, Hz; 0 = there is none
  std::optional<StreamResampler> resampler_;
  bool flows_ = false;
  double reserve_s_ = 0.;  ///< that must have come beside a step before it begins
  std::array<StereoFrame, piece> pending_{};
  std::span<const StereoFrame> unread_;  ///< of pending_
  std::array<StereoFrame, piece> made_{};
};

}  // namespace aeolian
