// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "core/control/encoding_bank.h"

namespace aeolian {

/**
 * An encoding on its way to another: on the shortest arc between their directions, lengths in a straight
 * line; to and from the null code in a straight line altogether. One thread; allocates nothing.
 */
class EncodingGlide {
 public:
  /** Of encodings with `size` values, at most max_encoding_size; begins with the null code. */
  explicit EncodingGlide(std::size_t size) { present_.size = from_.size = to_.size = pointed_.size = size; }

  /** Is at `values` at once; what is missing of them is 0, what is too much is left out. */
  void set(std::span<const float> values);

  /** Goes to `values` in `steps` calls of next(), at least one. */
  void go(std::span<const float> values, int steps);

  /** Goes one step. */
  void next();

  std::span<const float> values() const { return present_.span(); }

  /** Length of the encoding: 1 where one is set, 0 for the null code. */
  float strength() const;

  /**
   * Whether it points elsewhere, by 45 degrees or more, than when this was asked and true, or since set();
   * the null code is elsewhere as well.
   */
  bool has_turned();

 private:
  Encoding on_arc(float position) const;

  Encoding present_, from_, to_;
  Encoding pointed_;  ///< where to, when has_turned() was true last
  float from_length_ = 0.f;
  float to_length_ = 0.f;
  int steps_ = 0;
  int done_ = 0;
};

}  // namespace aeolian
