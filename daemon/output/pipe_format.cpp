// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/output/pipe_format.h"

#include <bit>
#include <cstdint>
#include <vector>

#include "core/audio/integer_sample.h"

namespace aeolian::daemon {
namespace {

constexpr std::uint32_t unknown_length = 0xFFFFFFFF;  // as ffmpeg and others write and read it

std::size_t sample_bytes(PipeFormat format) {
  switch (format) {
    case PipeFormat::wav:
      return 3;
    case PipeFormat::s16le:
      return 2;
    case PipeFormat::f32le:
      return 4;
  }
  return 0;
}

void append_number(std::string& bytes, std::uint32_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
}

std::uint32_t number_of(PipeFormat format, float sample) {
  switch (format) {
    case PipeFormat::wav:
      return static_cast<std::uint32_t>(integer_sample<24>(sample));
    case PipeFormat::s16le:
      return static_cast<std::uint32_t>(integer_sample<16>(sample));
    case PipeFormat::f32le:
      return std::bit_cast<std::uint32_t>(sample);
  }
  return 0;
}

}  // namespace

std::size_t frame_bytes(PipeFormat format, std::size_t channels) {
  return channels * sample_bytes(format);
}

std::string pipe_header(PipeFormat format, int sample_rate, std::size_t channels) {
  if (format != PipeFormat::wav) return {};
  const auto rate = static_cast<std::uint32_t>(sample_rate);
  const auto frame = static_cast<std::uint32_t>(frame_bytes(format, channels));
  std::string bytes = "RIFF";
  append_number(bytes, unknown_length, 4);
  bytes += "WAVEfmt ";
  append_number(bytes, 16, 4);  // size of what follows, up to "data"
  append_number(bytes, 1, 2);   // integers
  append_number(bytes, static_cast<std::uint32_t>(channels), 2);
  append_number(bytes, rate, 4);
  append_number(bytes, rate * frame, 4);
  append_number(bytes, frame, 2);
  append_number(bytes, 8 * static_cast<std::uint32_t>(sample_bytes(format)), 2);
  bytes += "data";
  append_number(bytes, unknown_length, 4);
  return bytes;
}

std::string pipe_bytes(PipeFormat format, ConstPairedFrames frames, std::size_t channels) {
  std::string bytes;
  bytes.reserve(frames.size() * frame_bytes(format, channels));
  std::vector<float> memory;
  for (const float sample : interleaved(frames, channels, memory))
    append_number(bytes, number_of(format, sample), sample_bytes(format));
  return bytes;
}

}  // namespace aeolian::daemon
