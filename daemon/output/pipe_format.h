// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

#include "core/audio/paired_frames.h"

namespace aeolian::daemon {

/** Sample format of a pipe: interleaved channels, little-endian. */
enum class PipeFormat {
  wav,    ///< 24 bits, after a WAV header without a length
  s16le,  ///< signed 16-bit integers, no header
  f32le,  ///< 32-bit floats, full scale 1, no header
};

/** Returns the size of a frame in bytes. */
std::size_t frame_bytes(PipeFormat format, std::size_t channels = 2);

/**
 * Returns the bytes before the first frame of a sound at `sample_rate` Hz; empty if the format has no header.
 */
std::string pipe_header(PipeFormat format, int sample_rate, std::size_t channels = 2);

/** Encodes `frames`; integers are rounded to nearest and clipped at full scale. */
std::string pipe_bytes(PipeFormat format, ConstPairedFrames frames, std::size_t channels = 2);

}  // namespace aeolian::daemon
