// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/audio/stereo_frame.h"

namespace aeolian::daemon {

/**
 * The newest frames of an endless sound, up to a capacity, as recordings store them: in 24 bits, 6 bytes a
 * frame. One thread at a time; allocates at construction.
 */
class PastSound {
 public:
  /** Keeps `capacity` frames; 0 = none. */
  explicit PastSound(std::size_t capacity) : ring_(capacity) {}

  void push(std::span<const StereoFrame> frames);

  /**
   * Returns the newest `count` frames, oldest first, rounded to 24 bits; fewer if there are not that many.
   */
  std::vector<StereoFrame> last(std::size_t count) const;

 private:
  /** Left and right, little-endian. */
  using Kept = std::array<std::uint8_t, 6>;
  static Kept kept(const StereoFrame& frame);
  static StereoFrame frame(const Kept& kept);

  std::vector<Kept> ring_;
  std::size_t next_ = 0;  ///< where the next frame goes
  std::size_t size_ = 0;  ///< frames kept
};

}  // namespace aeolian::daemon
