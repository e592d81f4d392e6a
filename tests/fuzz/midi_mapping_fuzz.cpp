// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that any mapping file is either accepted, or refused with its name, and that an accepted one reads
// the same after being written.

#include "protocols/midi/midi_mapping.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aeolian;
  const auto mapping = midi::parse_mapping({reinterpret_cast<const char*>(data), size}, "file");
  if (!mapping) {
    require(mapping.error().message.starts_with("file:"), "a refusal does not name the file");
    return 0;
  }
  const auto text = midi::mapping_text(*mapping);
  const auto again = midi::parse_mapping(text, "again");
  require(again.has_value(), "a mapping cannot be read back");
  require(midi::mapping_text(*again) == text, "a mapping reads back as another");
  return 0;
}
