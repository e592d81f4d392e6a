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

namespace aeolian {

/** The bits of an IEEE half float: as near as 0.07 dB to any log amplitude of a sound. */
using Half = std::uint16_t;

/** The half floats nearest to `values`. */
void to_half(std::span<const float> values, std::span<Half> halves);

/** Their values as floats. */
void to_float(std::span<const Half> halves, std::span<float> values);

/** Thrown when frames cannot be read any more; names the file, and says what to do. */
struct FramesLost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/**
 * The frames of a sound, rows of `bands` log amplitudes, in memory or in a file. A file is read cut by cut
 * and not mapped: then the memory of a training does not grow with its corpus, a file that is cut short by
 * somebody ends no process, and the number of mappings limits nothing. It stays open, so that whoever removes
 * it from its folder does not take it from a training. Threads may share it.
 */
class SoundFrames {
 public:
  /** In memory; `rows` has whole frames. */
  SoundFrames(std::vector<Half> rows, SoundStatistics statistics, int bands);

  /** Where the parts lie in a file, bytes. */
  struct Place {
    std::int64_t rows = 0, statistics = 0;
  };
  /** In a file that was checked by open_frame_file(). */
  SoundFrames(FileDescriptor file, std::filesystem::path path, const Place& place, std::int64_t frames,
              std::int64_t counted, int bands);

  std::int64_t frames() const { return frames_; }
  int bands() const { return bands_; }
  bool is_in_memory() const { return *file_ < 0; }

  /**
   * The frames from `begin` on, as many as `rows` holds. Whatever is not a log amplitude, in a damaged file,
   * becomes the floor. Throws FramesLost.
   */
  void read(std::int64_t begin, std::span<Half> rows) const;

  /** Of all frames. Throws like read(). */
  SoundStatistics statistics() const;

 private:
  void read_bytes(std::int64_t at, std::span<std::byte> bytes) const;

  std::vector<Half> rows_;
  SoundStatistics statistics_;
  FileDescriptor file_;
  std::filesystem::path path_;
  Place place_;
  std::int64_t frames_, counted_;
  int bands_;
};

}  // namespace aeolian
