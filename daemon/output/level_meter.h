// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "core/control/control_interface.h"
#include "core/spectrum/band_meter.h"
#include "core/stream/shared_stream.h"

namespace aeolian::daemon {

/**
 * Measures the most recent output. Works only on request, and at most twenty times a second; callers in
 * between get the last result. Any thread.
 */
class LevelMeter {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds period{50};
  /** The level counts as silence if nothing was played for this long. */
  static constexpr std::chrono::milliseconds patience{300};

  /** The stream must outlive it. */
  explicit LevelMeter(const SharedStream& stream) : stream_(stream) {}

  SoundLevels levels(Clock::time_point now = Clock::now());

 private:
  void measure(int rate);
  SoundLevels silence() const;
  std::size_t further_channels() const { return std::max<std::size_t>(stream_.channels(), 2) - 2; }

  const SharedStream& stream_;
  std::mutex mutex_;
  SoundLevels levels_ = silence();
  std::optional<BandMeter> bands_;
  int rate_ = 0;
  PairedBuffer frames_{0, 1};
  std::vector<StereoFrame> mix_;  ///< the window for the bands
  std::vector<float> mid_;        ///< the mid of that window
  std::uint64_t played_ = 0;      ///< at the last measurement
  Clock::time_point measured_{}, heard_{};
};

}  // namespace aeolian::daemon
