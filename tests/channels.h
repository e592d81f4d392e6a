// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sndfile.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "core/audio/paired_frames.h"

namespace aeolian {

/** Splits interleaved samples into `count` channels. */
inline std::vector<std::vector<float>> channels_of(std::span<const float> interleaved, std::size_t count) {
  std::vector<std::vector<float>> channels(count);
  for (std::size_t i = 0; i < interleaved.size(); ++i) channels[i % count].push_back(interleaved[i]);
  return channels;
}

inline std::vector<std::vector<float>> channels_of(ConstPairedFrames frames, std::size_t count) {
  std::vector<std::vector<float>> channels(count, std::vector<float>(frames.size()));
  for (std::size_t channel = 0; channel < count; ++channel) {
    for (std::size_t i = 0; i < frames.size(); ++i) channels[channel][i] = sample(frames, channel, i);
  }
  return channels;
}

/** The channels of a sound file; none if it cannot be read. */
inline std::vector<std::vector<float>> channels_of_file(const std::filesystem::path& path) {
  SF_INFO info{};
  SNDFILE* const file = sf_open(path.c_str(), SFM_READ, &info);
  if (file == nullptr) return {};
  std::vector<float> samples(static_cast<std::size_t>(info.frames * info.channels));
  sf_readf_float(file, samples.data(), info.frames);
  sf_close(file);
  return channels_of(samples, static_cast<std::size_t>(info.channels));
}

inline bool is_silent(std::span<const float> samples) {
  return std::ranges::all_of(samples, [](float sample) { return sample == 0.f; });
}

}  // namespace aeolian
