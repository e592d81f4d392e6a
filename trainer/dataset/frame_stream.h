// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "trainer/analysis/analysed_sound.h"

namespace aeolian::trainer {

/**
 * The frames of several sounds in sequence, read in cuts. Where one sound follows another, the tail of the
 * first overlaps the beginning of the second, as if their samples were joined. Threads may share it.
 */
class FrameStream {
 public:
  /** Joins at least one sound, in order, repeated until there are `least_samples`. */
  FrameStream(const std::vector<AnalysedSound>& sounds, int hop, std::int64_t least_samples);
  /** Holds rows in memory, which cut() returns. */
  explicit FrameStream(torch::Tensor rows);

  std::int64_t size() const { return size_; }

  /**
   * (count, bands) log amplitudes, or the rows in memory. The frames must exist. Throws like
   * SoundFrames::read().
   */
  torch::Tensor cut(std::int64_t begin, std::int64_t count) const;

  /** Bands of the images of the sounds; 0 = all are mono. */
  int stereo_bands() const;

  /**
   * (count, `bands`, 3) the images of the frames, which must exist. Those of mono sounds are in the middle;
   * stereo sounds must have `bands` bands. Where sounds overlap, the images are those of the later one.
   * Throws like cut().
   */
  torch::Tensor cut_images(std::int64_t begin, std::int64_t count, int bands) const;

 private:
  /** A sound in the stream. */
  struct Part {
    std::shared_ptr<const SoundFrames> frames;
    std::int64_t begin = 0;  ///< frame of the stream
    std::int64_t end = 0;    ///< after all its frames, tail included; the next part may begin earlier
  };

  void add(const Part& part, std::int64_t begin, std::int64_t filled, torch::Tensor& rows) const;

  torch::Tensor rows_;
  std::vector<Part> parts_;  ///< in order of `begin`
  std::int64_t size_ = 0;
};

}  // namespace aeolian::trainer
