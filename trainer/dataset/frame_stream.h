// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "trainer/analysis/analysed_sound.h"

namespace aeolian::trainer {

/**
 * Frames of sounds one after another, read in cuts. Where a sound follows another, the tail of the one sounds
 * on under the beginning of the other, as if their samples were joined. Threads may share it.
 */
class FrameStream {
 public:
  /** Sounds in order, at least one, repeated until there are `least_samples`. */
  FrameStream(const std::vector<AnalysedSound>& sounds, int hop, std::int64_t least_samples);
  /** Rows in memory, which are what cut() returns. */
  explicit FrameStream(torch::Tensor rows);

  /** Number of frames. */
  std::int64_t size() const { return size_; }

  /**
   * (count, bands) log amplitudes, or the rows in memory. The frames must exist. Throws like
   * SoundFrames::read().
   */
  torch::Tensor cut(std::int64_t begin, std::int64_t count) const;

  /** Bands of the images of its sounds; 0 = all of them are mono. */
  int stereo_bands() const;

  /**
   * (count, `bands`, 3) the images of the frames, which must exist; those of mono sounds are in the middle,
   * and the others have so many bands. Where a sound follows another, they are those of the later one. Throws
   * like cut().
   */
  torch::Tensor cut_images(std::int64_t begin, std::int64_t count, int bands) const;

 private:
  /** A sound in the stream. */
  struct Part {
    std::shared_ptr<const SoundFrames> frames;
    std::int64_t begin = 0;  ///< frame of the stream
    std::int64_t end = 0;    ///< of all its frames; the next part may begin before
  };

  void add(const Part& part, std::int64_t begin, std::int64_t filled, torch::Tensor& rows) const;

  torch::Tensor rows_;
  std::vector<Part> parts_;  ///< by their beginnings
  std::int64_t size_ = 0;
};

}  // namespace aeolian::trainer
