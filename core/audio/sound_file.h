// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace aeolian {

/** Mono sound as it stands in memory; full scale is 1. */
struct Sound {
  std::vector<float> samples;
  int sample_rate = 0;    ///< Hz
  std::string note = {};  ///< what was odd about the file and how it was read nevertheless; empty = nothing

  double seconds() const { return static_cast<double>(samples.size()) / sample_rate; }
};

/**
 * Reads a whole sound file of any format that libsndfile knows (WAV, FLAC, Ogg Vorbis, Opus, MP3, AIFF, ...)
 * and averages its channels; of channels that cancel each other the loudest is taken. A WAV whose header says
 * that it is empty is read to its end. Refused, with the reason: what is no regular file, a rate outside
 * 4-768 kHz, more than 64 channels or 2^30 samples, and a file that holds no sound, or a value that is not
 * finite or beyond +40 dBFS. Never blocks on anything but a disk.
 */
ErrorOr<Sound> read_sound(const std::filesystem::path& path);

/** Refuses a rate or a number of channels that read_sound() does; the error names the file. */
ErrorOr<void> check_sound_format(const std::filesystem::path& path, int sample_rate, int channels);

/** Interleaved channels as one: their mean, or one of them alone. */
class Mixdown {
 public:
  explicit Mixdown(std::size_t channels, std::optional<std::size_t> only = std::nullopt)
      : energies_(channels), only_(only) {}

  void reserve(std::size_t samples) { mono_.reserve(samples); }

  /** Whole frames. Refuses what read_sound() does; the error does not name the file. */
  ErrorOr<void> add(std::span<const float> interleaved);

  /** Where the channels cancel each other, the loudest one: what was added is to be added again with it
   * alone. */
  std::optional<std::size_t> channel_to_take() const;

  std::size_t size() const { return mono_.size(); }
  std::vector<float> samples() && { return std::move(mono_); }

 private:
  std::vector<float> mono_;
  std::vector<double> energies_;  ///< of each channel
  double mixed_energy_ = 0;
  std::optional<std::size_t> only_;
};

/** The note of a sound of which one channel was taken. */
std::string note_of_a_channel(std::size_t channel);

/** Whether a file's name ends like those of the formats that read_sound() knows. */
bool has_sound_ending(const std::filesystem::path& path);

/**
 * The sound files at `path`, sorted by name: the file itself, whatever its ending, or all files under a
 * folder that have the ending of a sound format. Links are followed, each folder once; hidden files and
 * folders and what may not be read are left out. Nothing there gives an empty list.
 */
std::vector<std::filesystem::path> find_sound_files(const std::filesystem::path& path);

/** Formats in which a sound can be written. */
enum class SoundFormat {
  wav,   ///< 24 bits; becomes an RF64 past 4 GiB
  flac,  ///< 24 bits, about half the size, without loss; at most 8 channels
  ogg,   ///< Vorbis
  opus,  ///< at 8, 12, 16, 24 or 48 kHz
  mp3,   ///< at 48 kHz and less, where libsndfile was built with it
};

/** The format of a file that is to be written, by its ending; none of an ending that is none of theirs. */
std::optional<SoundFormat> sound_format_of(const std::filesystem::path& path);

/** The endings that sound_format_of() knows, for messages. */
inline constexpr std::string_view written_endings = ".wav, .flac, .ogg, .opus or .mp3";

/** Whether a sound that is written may take the place of another. */
enum class SoundPlace { replaces, new_file };

/**
 * Writes a sound file as a stream. A process that is killed leaves what it wrote, playable: all of a WAV,
 * whose header is brought up to date by every write(); a FLAC up to its last whole block of about 0.1 s. One
 * thread at a time; may block on disk.
 */
class SoundFileWriter {
 public:
  /**
   * Starts an empty file at `path`, in the place of a sound of these formats that is there; what
   * open_output() refuses is refused. 1 to 64 channels, 4-768 kHz.
   */
  static ErrorOr<SoundFileWriter> create(const std::filesystem::path& path, int sample_rate, int channels,
                                         SoundFormat format = SoundFormat::wav,
                                         SoundPlace place = SoundPlace::replaces);

  SoundFileWriter(SoundFileWriter&&) noexcept;
  SoundFileWriter& operator=(SoundFileWriter&&) noexcept;
  ~SoundFileWriter();

  /**
   * Appends interleaved samples, a whole number of frames. Beyond full scale they are clipped; one that is
   * not a number becomes silence. On an error (a full disk) what was written before remains in the file.
   */
  ErrorOr<void> write(std::span<const float> interleaved);

  /** Ends the file. Later writes fail; a second close does nothing. The destructor closes too, but cannot
   * tell. */
  ErrorOr<void> close();

  std::int64_t frames() const { return frames_; }  ///< written so far
  const std::filesystem::path& path() const { return path_; }

 private:
  struct Handle;
  SoundFileWriter(std::filesystem::path path, int channels, std::unique_ptr<Handle> handle);

  std::filesystem::path path_;
  int channels_;
  std::int64_t frames_ = 0;
  std::unique_ptr<Handle> handle_;
};

}  // namespace aeolian
