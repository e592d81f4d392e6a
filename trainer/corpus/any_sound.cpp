// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/corpus/any_sound.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "core/audio/resampler.h"
#include "trainer/corpus/media_file.h"

namespace aeolian::trainer {

bool has_media_ending(const std::filesystem::path& path) {
  static constexpr std::array<std::string_view, 30> endings = {
      ".m4a", ".m4b",  ".mp4", ".m4v", ".mov", ".aac", ".3gp", ".3g2",  ".wma",  ".wmv",
      ".asf", ".webm", ".mka", ".mkv", ".avi", ".flv", ".amr", ".ac3",  ".eac3", ".dts",
      ".ape", ".wv",   ".tta", ".tak", ".mpc", ".dsf", ".mpg", ".mpeg", ".ts",   ".mts"};
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::ranges::find(endings, ending) != endings.end();
}

ErrorOr<Sound> read_any_sound(const std::filesystem::path& path, Channels channels) {
  auto sound = read_sound(path, channels);
  if (sound || has_known_format(path)) return sound;
  auto decoded = read_media_file(path, channels);
  if (decoded) return *std::move(decoded);
  const MediaFault& fault = decoded.error();
  if (fault.kind == MediaFault::Kind::refused) return fail(fault.reason);
  if (fault.kind == MediaFault::Kind::no_sound || !has_media_ending(path)) return sound;
  return fail(sound.error().message +
              "; reading it needs libavformat and libavcodec: install libavformat-dev, libavcodec-dev and "
              "libavutil-dev and build again, or convert it to WAV or FLAC");
}

ErrorOr<std::vector<float>> read_any_sound_at(const std::filesystem::path& path, int rate) {
  auto sound = read_any_sound(path);
  if (!sound) return tl::unexpected(sound.error());
  if (sound->sample_rate == rate) return std::move(sound->samples);
  return resample(sound->samples, sound->sample_rate, rate);
}

}  // namespace aeolian::trainer
