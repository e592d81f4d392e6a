#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"

namespace aeolian {

/** Mono sound as it stands in memory; full scale is 1. */
struct Sound {
  std::vector<float> samples;
  int sample_rate = 0;  ///< Hz

  double seconds() const { return static_cast<double>(samples.size()) / sample_rate; }
};

/**
 * Reads a whole sound file of any format that libsndfile knows (WAV, FLAC, Ogg Vorbis, Opus, MP3, AIFF, ...)
 * and averages its channels. Refused, with the reason: what is no regular file, a rate outside 4-384 kHz,
 * more than 2^30 samples, and a file that holds no sound, or a value that is not finite or beyond +40 dBFS.
 */
ErrorOr<Sound> read_sound(const std::filesystem::path& path);

/**
 * The sound files at `path`, sorted by name: the file itself, whatever its ending, or all files under a
 * folder that have the ending of a sound format. Links are followed, each folder once; hidden files and
 * folders and what may not be read are left out. Nothing there gives an empty list.
 */
std::vector<std::filesystem::path> find_sound_files(const std::filesystem::path& path);

/** What a sound is written as: 24 bits either way. */
enum class SoundFormat {
  wav,   ///< becomes an RF64 past 4 GiB
  flac,  ///< about half the size, without loss; at most 8 channels
};

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
   * Starts an empty file at `path`, in the place of a WAV or FLAC that is there; what open_output() refuses is
   * refused. 1 to 64 channels, 4-384 kHz.
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
