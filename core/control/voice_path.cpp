// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/voice_path.h"

#include <charconv>
#include <system_error>

namespace aeolian {

VoicePath split_voice_path(std::string_view path) {
  if (!path.starts_with(voice_path_prefix)) return {all_voices, path};
  const auto rest = path.substr(voice_path_prefix.size());
  unsigned voice = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), voice);
  const auto digits = static_cast<std::size_t>(end - rest.data());
  const bool is_voice = error == std::errc{} && rest.front() != '0' && voice <= most_voices &&
                        digits < rest.size() && rest[digits] == '/';
  if (!is_voice) return {all_voices, path};
  return {static_cast<VoiceNumber>(voice), rest.substr(digits)};
}

std::string voice_path(VoiceNumber voice, std::string_view path) {
  if (voice == all_voices) return std::string(path);
  return std::string(voice_path_prefix) + std::to_string(voice) + std::string(path);
}

}  // namespace aeolian
