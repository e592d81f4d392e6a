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

/** Facts about an analysed sound file. */
struct SoundFacts {
  int file_rate = 0;         ///< Hz, of the file
  int rate = 0;              ///< Hz, of the samples that were analysed
  std::int64_t samples = 0;  ///< their number
  double seconds = 0;        ///< of the file
  double cut_seconds = 0;    ///< silence that was removed
  double mean_square = 0;    ///< see PreparedSound
  double loudest_block = 0;  ///< see PreparedSound
  std::string name = {};     ///< of the file that was analysed, without its folder
  std::string note = {};     ///< a peculiarity of the file; empty = none
};

/** An analysed sound file. */
struct StoredSound {
  SoundFacts facts;
  std::shared_ptr<const SoundFrames> frames;
};

/** The kind of frame files, by which one is recognised before it is replaced. */
const FileKind& frame_file_kind();

/** The first bytes of a frame file: its contents and where they are. */
struct FrameFileHeader {
  ContentDigest key{};
  SoundFacts facts;  ///< without the texts
  std::int32_t bands = 0;
  std::int64_t frames = 0;
  std::int64_t counted = 0;       ///< frames in the statistics
  std::int32_t stereo_bands = 0;  ///< of the images; 0 = no images
  std::uint32_t name_size = 0, note_size = 0;

  std::uint64_t rows_size() const;     ///< bytes of all frames
  std::uint64_t images_size() const;   ///< bytes of all images
  std::uint64_t trailer_size() const;  ///< texts, statistics, checksum
  std::uint64_t file_size() const;
};

/** Size of a header, bytes. */
inline constexpr std::size_t frame_file_header_size = 104;

/** Parses a header; the error says what is wrong with it, for the maintainer. */
ErrorOr<FrameFileHeader> parse_frame_file_header(std::string_view bytes);

/** Sets the texts of the facts in `header` from a trailer, after verifying its checksum. */
ErrorOr<void> parse_frame_file_trailer(std::string_view header_bytes, std::string_view trailer,
                                       FrameFileHeader& header);

/** Size of the statistics in a file, bytes, and their contents; `bytes` has that size. */
std::size_t statistics_size(int bands, std::int64_t counted);
SoundStatistics parse_statistics(std::string_view bytes, int bands, std::int64_t counted);

/**
 * Writes a frame file, completely or not at all, readable only by its owner: a header, the frames as half
 * floats, their images as bytes, the texts and statistics, and a checksum of everything but frames and
 * images.
 */
ErrorOr<void> write_frame_file(const std::filesystem::path& path, const ContentDigest& key,
                               const SoundFacts& facts, const SoundFrames& frames);

/**
 * Opens the frame file of this key. Returns nothing if there is none; an error with the reason if it is
 * damaged, truncated, of another key, or not a regular file of this user.
 */
ErrorOr<std::optional<StoredSound>> open_frame_file(const std::filesystem::path& path,
                                                    const ContentDigest& key);

/** Reads the header of a frame file, without its frames; errors as above. */
ErrorOr<FrameFileHeader> read_frame_file_facts(const std::filesystem::path& path);

}  // namespace aeolian::trainer
