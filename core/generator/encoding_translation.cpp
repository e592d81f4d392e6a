// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generator/encoding_translation.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/control/unicode.h"

namespace aeolian {
namespace {

/** Cosine of the angle beyond which values are unrelated to a named encoding: 60 degrees. */
constexpr float related_cosine = 0.5f;

std::uint8_t assign(std::span<const float> values, std::array<float, max_encoding_size>& to) {
  to = {};
  std::ranges::copy(values, to.begin());
  return static_cast<std::uint8_t>(values.size());
}

}  // namespace

EncodingTranslation::EncodingTranslation(const EncodingBank& from, const EncodingBank& to) {
  for (std::size_t i = 0; i < from.count(); ++i) {
    const auto namesake = std::ranges::find_if(
        to.names(), [&](const std::string& name) { return is_same_name(name, from.names()[i]); });
    if (namesake == to.names().end()) continue;
    pairs_.push_back({from.at(i), to.at(static_cast<std::size_t>(namesake - to.names().begin()))});
  }
}

std::span<const float> EncodingTranslation::translated(std::span<const float> values) const {
  const Pair* nearest = nullptr;
  float nearest_cosine = related_cosine;
  for (const Pair& pair : pairs_) {
    if (values.size() != pair.from.size) continue;
    const float likeness = cosine(values, pair.from.span());
    if (likeness > nearest_cosine) nearest_cosine = likeness, nearest = &pair;
  }
  return nearest ? nearest->to.span() : std::span<const float>();
}

ControlEvent EncodingTranslation::translated(const ControlEvent& event) const {
  ControlEvent other = event;
  if (event.parameter != ParameterId::encoding) return other;
  other.encoding_size = assign(translated(event.encoding_values()), other.encoding);
  other.morph_to_size = assign(translated(event.morph_to_values()), other.morph_to);
  return other;
}

}  // namespace aeolian
