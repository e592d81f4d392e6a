// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>

#include "core/audio/stereo_frame.h"
#include "core/error.h"

namespace aeolian::daemon {

/** The comments of a logical stream. */
struct StreamTags {
  std::string title;
  std::string artist;
};

/**
 * Encodes an endless sound as Ogg. Its logical streams follow each other without a gap, one for each title
 * (a chained stream). One thread.
 */
class OggEncoder {
 public:
  virtual ~OggEncoder() = default;

  virtual ErrorOr<void> write(std::span<const StereoFrame> frames) = 0;

  /** Ends the logical stream, and begins another that continues the sound. */
  virtual ErrorOr<void> retitle(const StreamTags& tags) = 0;

  /** Ends the last logical stream. */
  virtual ErrorOr<void> finish() = 0;

  /** The pages that have become whole since the last call. */
  std::string take_pages() { return std::exchange(pages_, {}); }

 protected:
  std::string pages_;
};

/** Opus at 48 kHz, to which the frames are resampled; `bitrate` in kbit/s. */
ErrorOr<std::unique_ptr<OggEncoder>> make_opus_encoder(int sample_rate, unsigned bitrate,
                                                       const StreamTags& tags);

/** FLAC at the frames' own rate: 24 bits, without a loss beyond that. */
ErrorOr<std::unique_ptr<OggEncoder>> make_flac_encoder(int sample_rate, const StreamTags& tags);

}  // namespace aeolian::daemon
