// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that any configuration file is either accepted, or refused with its name, line and column; if
// refused, it changes nothing.
#include <regex>

#include "daemon/config/configuration.h"
#include "daemon/config/settings.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aeolian;
  static const std::regex place("^file:[0-9]+:[0-9]+: .+");
  static const daemon::Options untouched;
  daemon::Options options;
  const auto read =
      daemon::parse_configuration({reinterpret_cast<const char*>(data), size}, "file", "/folder", options);
  if (!read) {
    const std::string& told = read.error().message;
    require(std::regex_search(told.substr(0, 200), place), "a refusal does not tell the place");
    for (const daemon::Setting& setting : daemon::settings()) {
      require(setting.get(options) == setting.get(untouched), "a refused file has changed something");
    }
    return 0;
  }
  for (const daemon::Setting& setting : daemon::settings()) (void)daemon::text_of(setting.get(options));
  return 0;
}
