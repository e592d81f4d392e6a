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
 * The input of the device's process, read from the stream's memory and resampled. It starts once a step and
 * 10 ms have arrived. Excess latency is removed: when every step within two seconds leaves more than a
 * reserve unread, the rest is skipped with a short cross-fade. The reserve is 2 ms. It doubles, up to 100 ms,
 * with each underrun, which is a pause of a few milliseconds in the input, and halves after a minute without
 * one.
 */
class LiveInput final : public StepInput {
 public:
  /** The stream must outlive it. */
  explicit LiveInput(SharedStream& stream);

 private:
  void fill(std::span<float> step) override;

  static constexpr std::size_t piece = 256;  ///< frames resampled at a time

  bool has_new_rate();
  void read_all();
  void hear(std::span<float> step);
  void come_late(std::span<float> step);
  void leave_out(std::size_t count, std::span<float> step);
  void pop(std::span<float> out, std::size_t skipped = 0);
  void judge_anew();
  std::size_t frames_in(double seconds) const;

  SharedStream& stream_;
  std::uint32_t rate_ = 0;  ///< of the input, Hz; 0 = no input
  std::optional<StreamResampler> resampler_;
  std::array<StereoFrame, piece> pending_{};
  std::span<const StereoFrame> unread_;  ///< of pending_

  std::vector<float> read_;  ///< the oldest first; at the stream's rate, as all counts below
  std::size_t waiting_ = 0;  ///< frames in read_
  bool flows_ = false;
  std::size_t reserve_, least_left_ = 0;  ///< least_left_: over the steps since judging began
  std::size_t judged_frames_ = 0;         ///< taken
  std::size_t calm_frames_ = 0;           ///< taken since the last underrun
};

}  // namespace aeolian
