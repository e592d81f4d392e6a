// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/control/encoding_bank.h"
#include "core/control/event.h"

namespace aeolian {

/**
 * Translates encodings of one model to those of another: a named encoding becomes the one of the same name.
 * Unnamed values become the encoding whose namesake is nearest to them, within 60 degrees; otherwise, or if
 * the models have no name in common, the null code. Immutable; translating allocates nothing.
 */
class EncodingTranslation {
 public:
  EncodingTranslation(const EncodingBank& from, const EncodingBank& to);

  /** Valid as long as this; empty = the null code. */
  std::span<const float> translated(std::span<const float> values) const;

  /** Returns the event for the other model: only encodings are changed. */
  ControlEvent translated(const ControlEvent& event) const;

 private:
  struct Pair {
    Encoding from, to;
  };
  std::vector<Pair> pairs_;
};

}  // namespace aeolian
