// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/output_file.h"
#include "trainer/analysis/content_digest.h"
#include "trainer/analysis/sound_frames.h"

namespace aeolian::trainer {

/** The facts about a sound file that was analysed. */
struct SoundFacts {
  int file_rate = 0;         ///< Hz, of the file
  int rate = 0;              ///< Hz, of the samples that were analysed
  std::int64_t samples = 0;  ///< their number
  double seconds = 0;        ///< of the file
  double cut_seconds = 0;    ///< silence that was removed
  double mean_square = 0;    ///< see PreparedSound
  double loudest_block = 0;  ///< see PreparedSound
  std::string name = {};     ///< of the file that was analysed, without its folder
  std::string note = {};     ///< an oddity of the file; empty = none
};

/** A sound file that was analysed. */
struct StoredSound {
  SoundFacts facts;
  std::shared_ptr<const SoundFrames> frames;
};

/** Frame files, as they are recognised. */
const FileKind& frame_file_kind();

/** The first bytes of a frame file: what it holds, and where. */
struct FrameFileHeader {
  ContentDigest key{};
  SoundFacts facts;  ///< without the texts
  std::int32_t bands = 0;
  std::int64_t frames = 0;
  std::int64_t counted = 0;       ///< frames in the statistics
  std::int32_t stereo_bands = 0;  ///< of the images; 0 = there are none
  std::uint32_t name_size = 0, note_size = 0;

  std::uint64_t rows_size() const;     ///< bytes of all frames
  std::uint64_t images_size() const;   ///< bytes of all images
  std::uint64_t trailer_size() const;  ///< texts, statistics, checksum
  std::uint64_t file_size() const;
};

/** Bytes of a header. */
inline constexpr std::size_t frame_file_header_size = 104;

/** Reads a header; the error says what is wrong with it, for the maintainer. */
ErrorOr<FrameFileHeader> parse_frame_file_header(std::string_view bytes);

/** Sets the texts of `header`'s facts from a trailer, after comparing its checksum. */
ErrorOr<void> parse_frame_file_trailer(std::string_view header_bytes, std::string_view trailer,
                                       FrameFileHeader& header);

/** Size and content of the statistics in a file; `bytes` has that size. */
std::size_t statistics_size(int bands, std::int64_t counted);
SoundStatistics parse_statistics(std::string_view bytes, int bands, std::int64_t counted);

/**
 * Writes a frame file, as a whole or not at all, readable by its owner alone: a header, the frames as half
 * floats, their images in bytes, the texts and statistics, and a checksum of all but frames and images.
 */
ErrorOr<void> write_frame_file(const std::filesystem::path& path, const ContentDigest& key,
                               const SoundFacts& facts, const SoundFrames& frames);

/**
 * Opens a frame file of this key. Nothing if there is none; refused, with the reason, if it is damaged, of
 * another key, cut short, or not a regular file of this user.
 */
ErrorOr<std::optional<StoredSound>> open_frame_file(const std::filesystem::path& path,
                                                    const ContentDigest& key);

/** The header of a frame file, without its frames; errors as above. */
ErrorOr<FrameFileHeader> read_frame_file_facts(const std::filesystem::path& path);

}  // namespace aeolian::trainer
