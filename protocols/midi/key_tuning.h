// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bitset>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace aeolian::midi {

/** The keys of an octave that belong to a scale: bit 0 is C. */
using KeyScale = std::bitset<12>;

/** Parses numbers 0 to 11, separated by spaces or commas, such as "0 2 3 5 7 9 10"; empty = all twelve. */
ErrorOr<KeyScale> parse_key_scale(std::string_view text);

/** Formats a scale as parse_key_scale() reads it; empty for all twelve. */
std::string key_scale_text(const KeyScale& scale);

/** The pitch of each key of a keyboard: a tuning, by default twelve equal semitones, and a scale. */
class KeyTuning {
 public:
  KeyTuning() = default;

  /**
   * Parses the text of a Scala file (https://www.huygens-fokker.org/scala/scl_format.html): each key is a
   * step of its scale, and middle C its first note. `name` is for errors: "NAME:LINE: what is wrong, and what
   * would be right". Pure; accepts any bytes.
   */
  static ErrorOr<KeyTuning> from_scala(std::string_view text, std::string_view name);

  static ErrorOr<KeyTuning> read(const std::filesystem::path& scala_file);

  /**
   * Makes keys outside `scale` play the next lower key of the scale. An empty scale is the same as all twelve
   * keys.
   */
  void keep_to(const KeyScale& scale);

  /** Returns the semitones (100 cents) from middle C, key 60, to `key`, 0..127. */
  double semitones(int key) const;

 private:
  std::vector<double> steps_{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};  ///< semitones; the last is the period
  KeyScale scale_ = KeyScale().set();
};

/** The largest Scala file accepted, bytes. */
inline constexpr std::size_t max_scala_size = 1 << 16;

}  // namespace aeolian::midi
