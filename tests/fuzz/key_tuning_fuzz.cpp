// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that any Scala file either gives each key of a keyboard a pitch, or is refused.

#include <cmath>

#include "protocols/midi/key_tuning.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aeolian;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto tuning = midi::KeyTuning::from_scala(text, "input");
  if (!tuning) return 0;
  tuning->keep_to(midi::KeyScale(size));
  for (int key = 0; key < 128; ++key) require(std::isfinite(tuning->semitones(key)), "a key without a pitch");
  return 0;
}
