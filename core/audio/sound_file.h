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

/** Sound in memory; full scale is 1. */
struct Sound {
  std::vector<float> samples;  ///< mono
  int sample_rate = 0;         ///< Hz
  std::string note = {};       ///< a peculiarity of the file, and how it was read anyway; empty = none
  /** Half the difference of left and right (`samples` are half the sum); empty = mono. */
  std::vector<float> side = {};

  double seconds() const { return static_cast<double>(samples.size()) / sample_rate; }
};

/** Whether the side of a file with two channels is read as well. */
enum class Channels { mono, stereo };

/**
 * Reads a whole sound file of any format that libsndfile supports (WAV, FLAC, Ogg Vorbis, Opus, MP3, AIFF,
 * ...) and averages its channels; if they cancel each other, the loudest channel is used alone. An inaudible
 * side is left out. A WAV whose header says that it is empty is read to the end of the file. Refuses, with
 * the reason, anything but a regular file, a rate outside 4-768 kHz, more than 64 channels or 2^30 samples,
 * and a file that contains no sound, or values that are not finite or beyond +40 dBFS. Blocks only on the
 * disk.
 */
ErrorOr<Sound> read_sound(const std::filesystem::path& path, Channels channels = Channels::mono);

/** The header of a sound file. */
struct SoundHeader {
  int sample_rate = 0;  ///< Hz
  double seconds = 0;   ///< may differ from the actual length, which read_sound() finds
  int channels = 1;
};

/**
 * Reads the header of a file that libsndfile can open; nothing for other files, or if it says the file is
 * empty.
 */
std::optional<SoundHeader> read_sound_header(const std::filesystem::path& path);

/** Whether libsndfile knows the format of a file, so that an error from read_sound() is final. */
bool has_known_format(const std::filesystem::path& path);

/** Refuses the rates and numbers of channels that read_sound() refuses; the error names the file. */
ErrorOr<void> check_sound_format(const std::filesystem::path& path, int sample_rate, int channels);

/**
 * Mixes interleaved channels down to mono: their mean, or one of them alone. Can keep the side of two
 * channels.
 */
class Mixdown {
 public:
  explicit Mixdown(std::size_t channels, std::optional<std::size_t> only = std::nullopt,
                   Channels kept = Channels::mono)
      : energies_(channels), only_(only), keeps_side_(kept == Channels::stereo && channels == 2 && !only) {}

  void reserve(std::size_t samples) { mono_.reserve(samples); }

  /** Adds whole frames. Refuses values that read_sound() refuses; the error does not name the file. */
  ErrorOr<void> add(std::span<const float> interleaved);

  /**
   * The loudest channel if the channels cancel each other: everything must then be added again with that
   * channel alone.
   */
  std::optional<std::size_t> channel_to_take() const;

  std::size_t size() const { return mono_.size(); }
  /** The mixed sound. */
  Sound sound(int sample_rate) &&;

 private:
  std::vector<float> mono_, side_;
  std::vector<double> energies_;  ///< per channel
  double mixed_energy_ = 0;
  std::optional<std::size_t> only_;
  bool keeps_side_;
};

/** The note for a sound of which only one channel was used. */
std::string note_of_a_channel(std::size_t channel);

/** Whether a file name has the extension of a format that read_sound() supports. */
bool has_sound_ending(const std::filesystem::path& path);

/**
 * The sound files at `path`, sorted by name: the file itself, whatever its extension, or all files in a
 * folder, recursively, that have the extension of a sound format. Links are followed, each folder once;
 * hidden and unreadable files and folders are left out. The list may be empty.
 */
std::vector<std::filesystem::path> find_sound_files(const std::filesystem::path& path);

/** Formats that can be written. */
enum class SoundFormat {
  wav,   ///< 24 bits; becomes RF64 beyond 4 GiB
  flac,  ///< 24 bits, lossless, about half the size; at most 8 channels
  ogg,   ///< Vorbis
  opus,  ///< at 8, 12, 16, 24 or 48 kHz
  mp3,   ///< up to 48 kHz, if libsndfile was built with it
};

/** The format of a file to be written, by its extension; none if that is unknown. */
std::optional<SoundFormat> sound_format_of(const std::filesystem::path& path);

/** The extensions that sound_format_of() accepts, for messages. */
inline constexpr std::string_view written_endings = ".wav, .flac, .ogg, .opus or .mp3";

/** Whether a sound being written may replace an existing one. */
enum class SoundPlace { replaces, new_file };

/**
 * Writes a sound file as a stream. If the process is killed, the file remains playable: a WAV completely,
 * because every write() updates its header; a FLAC up to its last complete block of about 0.1 s. One thread
 * at a time; may block on the disk.
 */
class SoundFileWriter {
 public:
  /**
   * Starts an empty file at `path`, replacing an existing sound in one of these formats; fails if
   * open_output() does. 1 to 64 channels, 4-768 kHz.
   */
  static ErrorOr<SoundFileWriter> create(const std::filesystem::path& path, int sample_rate, int channels,
                                         SoundFormat format = SoundFormat::wav,
                                         SoundPlace place = SoundPlace::replaces);

  SoundFileWriter(SoundFileWriter&&) noexcept;
  SoundFileWriter& operator=(SoundFileWriter&&) noexcept;
  ~SoundFileWriter();

  /**
   * Appends interleaved samples, a whole number of frames. Values beyond full scale are clipped; NaN becomes
   * silence. After an error (a full disk) the file contains what was written before.
   */
  ErrorOr<void> write(std::span<const float> interleaved);

  /**
   * Finishes the file. Later writes fail; a second close does nothing. The destructor closes too, but cannot
   * report errors.
   */
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
