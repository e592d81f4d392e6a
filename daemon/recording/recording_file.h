// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "core/audio/sound_file.h"
#include "core/control/control_error.h"
#include "core/error.h"

namespace aeolian {

/** Where recordings go, and how much of the disk is theirs. */
struct RecordingPlace {
  std::filesystem::path directory;        ///< made with the first recording
  SoundFormat format = SoundFormat::wav;  ///< of names without an ending
  std::uint64_t quota = 0;                ///< bytes that all files in it may have together; 0 = no limit
  std::uint64_t reserve = std::uint64_t{1} << 30;  ///< bytes of the disk that stay free
};

/** The quota that is given in GiB. */
inline std::uint64_t quota_bytes(double gibibytes) {
  return static_cast<std::uint64_t>(gibibytes * (1 << 30));
}

/** A recording on the disk, mono. It never grows past its place's quota or into its reserve. One thread at a
 * time. */
class RecordingFile {
 public:
  /**
   * A new file; none is overwritten. `name` may end in .wav or .flac; the rest is cleaned; empty = the local
   * date and time. Refused where there is no room for it.
   */
  static tl::expected<RecordingFile, ControlError> create(const RecordingPlace& place, std::string_view name,
                                                          int sample_rate);

  /** Appends samples; the error says which limit was reached, and the file then keeps what it has. */
  ErrorOr<void> write(std::span<const float> samples);
  ErrorOr<void> close() { return writer_.close(); }

  /** Base name. */
  std::string name() const { return writer_.path().filename().string(); }

 private:
  RecordingFile(RecordingPlace place, SoundFileWriter writer, std::uint64_t others, std::int64_t check_every);
  ErrorOr<void> check_room() const;

  RecordingPlace place_;
  SoundFileWriter writer_;
  std::uint64_t others_;      // bytes of the other files in the directory
  std::int64_t check_every_;  // samples between two looks at the disk
  std::int64_t next_check_ = 0;
};

}  // namespace aeolian
