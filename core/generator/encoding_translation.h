// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/control/encoding_bank.h"
#include "core/control/event.h"

namespace aeolian {

/**
 * From the encodings of one model to those of another: each becomes the one of the same name. Values without
 * a name become the encoding whose namesake lies nearest to them, within 60 degrees; otherwise, and where the
 * models have no name in common, the null code. Immutable; translating allocates nothing.
 */
class EncodingTranslation {
 public:
  EncodingTranslation(const EncodingBank& from, const EncodingBank& to);

  /** Valid as long as this; empty = the null code. */
  std::span<const float> translated(std::span<const float> values) const;

  /** The event for the other model: only an encoding is changed. */
  ControlEvent translated(const ControlEvent& event) const;

 private:
  struct Pair {
    Encoding from, to;
  };
  std::vector<Pair> pairs_;
};

}  // namespace aeolian
