// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that any bytes that arrive at the port of a training's rank 0 either are one message, which is
// serialised to the same bytes, or none.

#include <cstdint>
#include <string_view>

#include "tests/fuzz/require.h"
#include "trainer/rendezvous/rank_message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aeolian;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto message = trainer::parse_rank_message(bytes);
  if (!message) return 0;
  const std::string again = trainer::to_bytes(*message);
  require(again.size() == bytes.size(), "a message of another length");
  const auto second = trainer::parse_rank_message(again);
  require(second && trainer::to_bytes(*second) == again, "a message that does not come back");
  return 0;
}
