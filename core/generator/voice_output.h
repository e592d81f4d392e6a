// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/audio/output_stage.h"
#include "core/audio/paired_frames.h"
#include "core/state_archive.h"

namespace aeolian {

/**
 * Adds a sound to output channel `first` (from 0) of `channels` and the next one: left and right, or its mid
 * if `first` is the last channel.
 */
void add_on_channels(std::span<const StereoFrame> sound, std::size_t first, std::size_t channels,
                     PairedFrames sum) noexcept;

/**
 * Routes a voice to its output channels. Moves to others are cross-faded, so that nothing clicks. One thread;
 * nothing allocates after construction.
 */
class VoiceOutput {
 public:
  /** Starts on the first of `channels`. */
  explicit VoiceOutput(std::size_t channels);

  /** Moves to channel `first` (from 0) within `samples`, unless it is there or on its way. */
  void go(std::size_t first, std::size_t samples) noexcept;

  /** Adds the next frames of the voice, placed between left and right, to `sum`, of the same length. */
  void add(std::span<const StereoFrame> voice, PairedFrames sum) noexcept;

  /** The present share of the voice on channel `first` and the next one. */
  float level(std::size_t first) const noexcept { return levels_[first].value(); }

  void archive(StateArchive& state);

 private:
  void add_moving(Ramp& level, std::size_t first, std::span<const StereoFrame> voice,
                  PairedFrames sum) const noexcept;

  std::vector<Ramp> levels_;  ///< sample by sample; for each possible first channel
};

}  // namespace aeolian
