// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "core/audio/paired_frames.h"
#include "core/audio/sound_file.h"
#include "core/control/control_error.h"
#include "core/error.h"

namespace aeolian::daemon {

/** The folder of recordings, and the disk space that they may use. */
struct RecordingPlace {
  std::filesystem::path directory;        ///< created with the first recording
  SoundFormat format = SoundFormat::wav;  ///< for names without an extension
  std::uint64_t quota = 0;                ///< maximum total size of the files in it, bytes; 0 = no limit
  std::uint64_t reserve = std::uint64_t{1} << 30;  ///< bytes of the disk to keep free
};

/** Converts a quota from GiB. */
inline std::uint64_t quota_bytes(double gibibytes) {
  return static_cast<std::uint64_t>(gibibytes * (1 << 30));
}

/**
 * A recording on disk, with all output channels. It never exceeds its folder's quota or uses the reserve. One
 * thread at a time.
 */
class RecordingFile {
 public:
  /**
   * Creates a new file and never overwrites one. `name` may end in .wav or .flac; the rest is sanitized;
   * empty = the local date and time. Refused if there is no room for it.
   */
  static tl::expected<RecordingFile, ControlError> create(const RecordingPlace& place, std::string_view name,
                                                          int sample_rate, std::size_t channels = 2);

  /** Appends frames. The error says which limit was reached; the file keeps its contents. */
  ErrorOr<void> write(ConstPairedFrames frames);
  ErrorOr<void> close() { return writer_.close(); }

  /** Base name. */
  std::string name() const { return writer_.path().filename().string(); }

 private:
  RecordingFile(RecordingPlace place, SoundFileWriter writer, std::int64_t check_every, std::size_t channels);
  ErrorOr<void> check_room() const;

  RecordingPlace place_;
  SoundFileWriter writer_;
  std::int64_t check_every_;  // frames between two checks of the disk
  std::int64_t next_check_ = 0;
  std::size_t channels_;
  std::vector<float> samples_;  // interleaved
};

}  // namespace aeolian::daemon
