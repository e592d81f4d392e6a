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

/** The bits of an IEEE half float: as near as 0.07 dB to any log amplitude of a sound. */
using Half = std::uint16_t;

/** The half floats nearest to `values`. */
void to_half(std::span<const float> values, std::span<Half> halves);

/** Their values as floats. */
void to_float(std::span<const Half> halves, std::span<float> values);

/** A number of an ImageBand, -1 to 1, in steps of 1/127. */
using ImageByte = std::int8_t;

ImageByte to_image_byte(float value);
float from_image_byte(ImageByte byte);

/** Thrown when frames cannot be read any more; names the file, and says what to do. */
struct FramesLost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/**
 * The frames of a sound, rows of `bands` log amplitudes, in memory or in a file; of a sound with two channels
 * the images as well, as many ImageBands for each frame as StereoBands has. A file is read cut by cut
 * and not mapped: then the memory of a training does not grow with its corpus, a file that is cut short by
 * somebody ends no process, and the number of mappings limits nothing. It stays open, so that whoever removes
 * it from its folder does not take it from a training. Threads may share it.
 */
class SoundFrames {
 public:
  /** In memory; `rows` has whole frames, and `images` as many, or none. */
  SoundFrames(std::vector<Half> rows, SoundStatistics statistics, int bands,
              std::vector<ImageByte> images = {});

  /** Where the parts lie in a file, bytes. */
  struct Place {
    std::int64_t rows = 0, images = 0, statistics = 0;
  };
  /** The content of a file. */
  struct Size {
    std::int64_t frames = 0;
    std::int64_t counted = 0;  ///< frames in the statistics
    int bands = 0;
    int stereo_bands = 0;
  };
  /** In a file that was checked by open_frame_file(). */
  SoundFrames(FileDescriptor file, std::filesystem::path path, const Place& place, const Size& size);

  std::int64_t frames() const { return size_.frames; }
  int bands() const { return size_.bands; }
  /** Bands of its images; 0 = it is mono. */
  int stereo_bands() const { return size_.stereo_bands; }
  bool is_in_memory() const { return *file_ < 0; }

  /**
   * The frames from `begin` on, as many as `rows` holds. Whatever is not a log amplitude, in a damaged file,
   * becomes the floor. Throws FramesLost.
   */
  void read(std::int64_t begin, std::span<Half> rows) const;

  /**
   * The images of the frames from `begin` on, as many as `images` holds: stereo_bands() times image_values
   * each. Throws like read().
   */
  void read_images(std::int64_t begin, std::span<ImageByte> images) const;

  /** Of all frames. Throws like read(). */
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
