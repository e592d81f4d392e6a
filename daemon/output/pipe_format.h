// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

#include "core/audio/paired_frames.h"

namespace aeolian::daemon {

/** The bytes of a sound in a pipe: its channels, interleaved, little-endian. */
enum class PipeFormat {
  wav,    ///< 24 bits, after a WAV header that names no length
  s16le,  ///< signed integers of 16 bits, without a header
  f32le,  ///< floating point of 32 bits, full scale is 1, without a header
};

/** Size of a frame, bytes. */
std::size_t frame_bytes(PipeFormat format, std::size_t channels = 2);

/** The bytes before the first frame of a sound at `sample_rate` Hz; empty without a header. */
std::string pipe_header(PipeFormat format, int sample_rate, std::size_t channels = 2);

/** The bytes of `frames`; integers are rounded to the nearest and clipped at full scale. */
std::string pipe_bytes(PipeFormat format, ConstPairedFrames frames, std::size_t channels = 2);

}  // namespace aeolian::daemon
