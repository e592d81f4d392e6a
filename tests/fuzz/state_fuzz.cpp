// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that any state file is either accepted, or refused with a reason, and that an accepted one reads the
// same after being written.

#include "daemon/state/state.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aeolian;
  static const Snapshot otherwise = Parameters().snapshot();
  const auto state = daemon::parse_state({reinterpret_cast<const char*>(data), size}, otherwise);
  if (!state) {
    require(!state.error().message.empty(), "a refusal without words");
    return 0;
  }
  const auto text = daemon::state_text(*state);
  const auto again = daemon::parse_state(text, otherwise);
  require(again.has_value(), "a state cannot be read back");
  require(daemon::state_text(*again) == text, "a state reads back as another");
  return 0;
}
