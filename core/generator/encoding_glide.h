// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "core/control/encoding_bank.h"

namespace aeolian {

class StateArchive;

/** Directions whose cosine is this or less count as different sources: 45 degrees, rounded up. */
inline constexpr float turned_cosine = 0.7072f;

/**
 * An encoding gliding to another: along the shortest arc between their directions, with linear interpolation
 * of the length; to and from the null code linearly. One thread; allocates nothing.
 */
class EncodingGlide {
 public:
  /** For encodings with `size` values, at most max_encoding_size; starts with the null code. */
  explicit EncodingGlide(std::size_t size) { present_.size = from_.size = to_.size = pointed_.size = size; }

  /** Jumps to `values`; missing values are 0, extra ones are ignored. */
  void set(std::span<const float> values);

  /** Glides to `values` over `steps` calls of next(), at least one. */
  void go(std::span<const float> values, int steps);

  /** Advances by one step. */
  void next();

  /** Jumps to the target. */
  void finish();

  std::span<const float> values() const { return present_.span(); }

  /** The encoding that it glides to, or has reached. */
  std::span<const float> target() const { return done_ == steps_ ? present_.span() : to_.span(); }

  /** Length of the encoding: 1 if one is set, 0 for the null code. */
  float strength() const;

  /**
   * Whether the target has turned by 45 degrees or more since this last returned true, or since a jump; a
   * change to or from the null code counts as well.
   */
  bool has_turned();

  /** Saves or restores its state. */
  void archive(StateArchive& state);

 private:
  Encoding on_arc(float position) const;

  Encoding present_, from_, to_;
  Encoding pointed_;  ///< the target when has_turned() last returned true
  float from_length_ = 0.f;
  float to_length_ = 0.f;
  int steps_ = 0;
  int done_ = 0;
};

}  // namespace aeolian
