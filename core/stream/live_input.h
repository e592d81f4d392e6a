// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/audio/step_input.h"
#include "core/audio/stream_resampler.h"
#include "core/stream/shared_stream.h"

namespace aeolian {

/**
 * The input of the device's process, from the stream's memory, resampled. It begins when a step and 10 ms are
 * there. Waiting that turns out to be needless is given up: when each step of two seconds leaves more than a
 * reserve, the rest is left out, with a short cross-fade. The reserve is 2 ms; it doubles, up to 100 ms, each
 * time that a step comes too early, which is heard as a pause of a few milliseconds, and halves after a
 * minute in which none did.
 */
class LiveInput final : public StepInput {
 public:
  /** The stream must outlive it. */
  explicit LiveInput(SharedStream& stream);

 private:
  void fill(std::span<float> step) override;

  static constexpr std::size_t piece = 256;  ///< frames resampled at once

  bool has_new_rate();
  void read_all();
  void hear(std::span<float> step);
  void come_late(std::span<float> step);
  void leave_out(std::size_t count, std::span<float> step);
  void pop(std::span<float> out, std::size_t skipped = 0);
  void judge_anew();
  std::size_t frames_in(double seconds) const;

  SharedStream& stream_;
  std::uint32_t rate_ = 0;  ///< of the input, Hz; 0 = there is none
  std::optional<StreamResampler> resampler_;
  std::array<StereoFrame, piece> pending_{};
  std::span<const StereoFrame> unread_;  ///< of pending_

  std::vector<float> read_;  ///< frames of the stream, like all that follow, from the oldest on
  std::size_t waiting_ = 0;  ///< of them
  bool flows_ = false;
  std::size_t reserve_, least_left_ = 0;  ///< least: by each step that is being judged
  std::size_t judged_frames_ = 0;         ///< taken
  std::size_t calm_frames_ = 0;           ///< taken since a step came too early
};

}  // namespace aeolian
