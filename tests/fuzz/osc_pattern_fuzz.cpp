// SPDX-License-Identifier: GPL-3.0-or-later
// Checks the matching of any pattern and address, one per line: it is quick; a text without special
// characters matches only itself; and if the pattern matches, so does "//*".
#include <cstdint>
#include <string_view>

#include "protocols/osc/address_pattern.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aeolian;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return 0;
  const auto pattern = text.substr(0, end), address = text.substr(end + 1);
  const auto parsed = osc::AddressPattern::parse(pattern);
  if (!parsed) return 0;
  require(pattern.size() <= osc::AddressPattern::longest, "a pattern that is too long is taken");
  const bool matches = parsed->matches(address);
  if (!osc::is_address_pattern(pattern)) require(matches == (pattern == address), "a text is not itself");
  if (matches)
    require(osc::AddressPattern::parse("//*")->matches(address), "an address that is none matches");
  return 0;
}
