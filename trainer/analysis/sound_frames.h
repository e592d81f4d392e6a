// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <vector>

#include "core/error.h"
#include "core/file_descriptor.h"
#include "trainer/analysis/sound_statistics.h"

namespace aeolian::trainer {

/** The bits of an IEEE half float, which represents any log amplitude of a sound to within 0.07 dB. */
using Half = std::uint16_t;

/** Rounds `values` to the nearest half floats. */
void to_half(std::span<const float> values, std::span<Half> halves);

/** Converts half floats to floats. */
void to_float(std::span<const Half> halves, std::span<float> values);

/** A value of an ImageBand, -1 to 1, in steps of 1/127. */
using ImageByte = std::int8_t;

ImageByte to_image_byte(float value);
float from_image_byte(ImageByte byte);

/** Thrown when frames can no longer be read; the text names the file and says what to do. */
struct FramesLost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/**
 * The frames of a sound, rows of `bands` log amplitudes, in memory or in a file. A stereo sound also has
 * images: for each frame as many ImageBands as StereoBands has. A file is read in cuts rather than mapped, so
 * that the memory of a training does not grow with its corpus, a file truncated by another process does not
 * crash the training, and the limit on mappings does not matter. The file stays open, so a training keeps it
 * even if it is removed from its folder. Threads may share it.
 */
class SoundFrames {
 public:
  /** Frames in memory; `rows` contains whole frames, and `images` as many frames, or none. */
  SoundFrames(std::vector<Half> rows, SoundStatistics statistics, int bands,
              std::vector<ImageByte> images = {});

  /** Offsets of the parts in a file, bytes. */
  struct Place {
    std::int64_t rows = 0, images = 0, statistics = 0;
  };
  /** Sizes of the contents of a file. */
  struct Size {
    std::int64_t frames = 0;
    std::int64_t counted = 0;  ///< frames in the statistics
    int bands = 0;
    int stereo_bands = 0;
  };
  /** Frames in a file that open_frame_file() has checked. */
  SoundFrames(FileDescriptor file, std::filesystem::path path, const Place& place, const Size& size);

  std::int64_t frames() const { return size_.frames; }
  int bands() const { return size_.bands; }
  /** Bands of the images; 0 = mono. */
  int stereo_bands() const { return size_.stereo_bands; }
  bool is_in_memory() const { return *file_ < 0; }

  /**
   * Reads the frames from `begin` on, as many as `rows` holds. Values that are not log amplitudes, from a
   * damaged file, become the floor. Throws FramesLost.
   */
  void read(std::int64_t begin, std::span<Half> rows) const;

  /**
   * Reads the images of the frames from `begin` on, as many as `images` holds: stereo_bands() times
   * image_values each. Throws like read().
   */
  void read_images(std::int64_t begin, std::span<ImageByte> images) const;

  /** The statistics of all frames. Throws like read(). */
  SoundStatistics statistics() const;

 private:
  void read_bytes(std::int64_t at, std::span<std::byte> bytes) const;

  std::vector<Half> rows_;
  std::vector<ImageByte> images_;
  SoundStatistics statistics_;
  FileDescriptor file_;
  std::filesystem::path path_;
  Place place_;
  Size size_;
};

}  // namespace aeolian::trainer
