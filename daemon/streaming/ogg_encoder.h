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
 * Encodes an endless sound as Ogg. Its logical streams, one per title, follow each other without a gap (a
 * chained stream). One thread.
 */
class OggEncoder {
 public:
  virtual ~OggEncoder() = default;

  virtual ErrorOr<void> write(std::span<const StereoFrame> frames) = 0;

  /** Ends the logical stream, and begins another that continues the sound. */
  virtual ErrorOr<void> retitle(const StreamTags& tags) = 0;

  /** Ends the last logical stream. */
  virtual ErrorOr<void> finish() = 0;

  /** Returns the pages completed since the last call. */
  std::string take_pages() { return std::exchange(pages_, {}); }

 protected:
  std::string pages_;
};

/** Makes an encoder for Opus at 48 kHz, to which the frames are resampled; `bitrate` in kbit/s. */
ErrorOr<std::unique_ptr<OggEncoder>> make_opus_encoder(int sample_rate, unsigned bitrate,
                                                       const StreamTags& tags);

/** Makes an encoder for FLAC at the frames' own rate: 24 bits, with no further loss. */
ErrorOr<std::unique_ptr<OggEncoder>> make_flac_encoder(int sample_rate, const StreamTags& tags);

}  // namespace aeolian::daemon
